from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.model_document import ModelDocument


T = TypeVar("T", bound="ModelSchema")


@_attrs_define(kw_only=True)
class ModelSchema:
    """The schema of a model; null beside an error."""

    model: None | str | Unset = UNSET
    """ The provider's model id. """
    openapi: ModelDocument | None | Unset = UNSET
    """ The OpenAPI 3.1 document of a request for the model; null for a model without one. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.model_document import ModelDocument  # noqa: PLC0415

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        openapi: dict[str, Any] | None | Unset
        if isinstance(self.openapi, Unset):
            openapi = UNSET
        elif isinstance(self.openapi, ModelDocument):
            openapi = self.openapi.to_dict()
        else:
            openapi = self.openapi

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if model is not UNSET:
            field_dict["model"] = model
        if openapi is not UNSET:
            field_dict["openapi"] = openapi

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_document import ModelDocument  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_openapi(data: object) -> ModelDocument | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                openapi_type_0 = ModelDocument.from_dict(cast(Mapping[str, Any], data))

                return openapi_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ModelDocument | None | Unset, data)

        openapi = _parse_openapi(d.pop("openapi", UNSET))

        model_schema = cls(
            model=model,
            openapi=openapi,
        )

        model_schema.additional_properties = d
        return model_schema

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
