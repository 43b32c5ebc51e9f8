from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FileBase64UploadRequest")


@_attrs_define(kw_only=True)
class FileBase64UploadRequest:
    base64_data: str
    """ The file as Base64, plain or as a data URL such as `data:image/png;base64,...`. """
    upload_path: str
    """ The folder to store the file in, without a slash at the beginning or end, such as `images`. """
    file_name: str | Unset = UNSET
    """ The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name
    is replaced, which may take a while to show. """

    def to_dict(self) -> dict[str, Any]:
        base64_data = self.base64_data

        upload_path = self.upload_path

        file_name = self.file_name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "base64Data": base64_data,
                "uploadPath": upload_path,
            }
        )
        if file_name is not UNSET:
            field_dict["fileName"] = file_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        base64_data = d.pop("base64Data")

        upload_path = d.pop("uploadPath")

        file_name = d.pop("fileName", UNSET)

        file_base_64_upload_request = cls(
            base64_data=base64_data,
            upload_path=upload_path,
            file_name=file_name,
        )

        return file_base_64_upload_request
