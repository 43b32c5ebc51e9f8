from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="KlingElement")


@_attrs_define(kw_only=True)
class KlingElement:
    """A person or thing that prompts refer to."""

    name: str
    """ The name that prompts use after an `@`. """
    description: str
    """ What it is. """
    element_input_urls: list[str] | Unset = UNSET
    """ The URLs of 2 to 4 images of it, as JPEG or PNG, each of at most 10 MB. """

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        description = self.description

        element_input_urls: list[str] | Unset = UNSET
        if not isinstance(self.element_input_urls, Unset):
            element_input_urls = self.element_input_urls

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "description": description,
            }
        )
        if element_input_urls is not UNSET:
            field_dict["element_input_urls"] = element_input_urls

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        description = d.pop("description")

        element_input_urls = cast(list[str], d.pop("element_input_urls", UNSET))

        kling_element = cls(
            name=name,
            description=description,
            element_input_urls=element_input_urls,
        )

        return kling_element
