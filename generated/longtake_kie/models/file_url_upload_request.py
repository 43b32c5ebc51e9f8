from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FileUrlUploadRequest")


@_attrs_define(kw_only=True)
class FileUrlUploadRequest:
    file_url: str
    """ The URL of the file, with `http` or `https`. It must be public. """
    upload_path: str
    """ The folder to store the file in, without a slash at the beginning or end, such as `images`. """
    file_name: str | Unset = UNSET
    """ The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name
    is replaced, which may take a while to show. """

    def to_dict(self) -> dict[str, Any]:
        file_url = self.file_url

        upload_path = self.upload_path

        file_name = self.file_name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "fileUrl": file_url,
                "uploadPath": upload_path,
            }
        )
        if file_name is not UNSET:
            field_dict["fileName"] = file_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        file_url = d.pop("fileUrl")

        upload_path = d.pop("uploadPath")

        file_name = d.pop("fileName", UNSET)

        file_url_upload_request = cls(
            file_url=file_url,
            upload_path=upload_path,
            file_name=file_name,
        )

        return file_url_upload_request
