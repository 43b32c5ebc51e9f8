from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gen_2_artifact_metadata import Gen2ArtifactMetadata


T = TypeVar("T", bound="Gen2Artifact")


@_attrs_define(kw_only=True)
class Gen2Artifact:
    """A file that a task made. No field names its kind."""

    asset_id: None | str | Unset = UNSET
    """ The id to use it by in another request, such as the next extension. """
    id: None | str | Unset = UNSET
    """ The id that Runway itself gives it. """
    created_at: None | str | Unset = UNSET
    """ When it was made, in RFC 3339. """
    updated_at: None | str | Unset = UNSET
    """ When it last changed, in RFC 3339. """
    filename: None | str | Unset = UNSET
    """ Its name. """
    url: None | str | Unset = UNSET
    """ Where it lies, a signed link that needs no token and must not be sent one. At first it may lead nowhere (not
    documented by the provider). """
    file_size: int | None | str | Unset = UNSET
    """ Its size in bytes; a string. """
    is_directory: bool | None | Unset = UNSET
    """ Whether it is a folder. """
    preview_urls: list[str] | None | Unset = UNSET
    """ Where pictures from it lie. """
    metadata: Gen2ArtifactMetadata | None | Unset = UNSET
    """ What a video is like. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_artifact_metadata import Gen2ArtifactMetadata  # noqa: PLC0415

        asset_id: None | str | Unset
        if isinstance(self.asset_id, Unset):
            asset_id = UNSET
        else:
            asset_id = self.asset_id

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        created_at: None | str | Unset
        if isinstance(self.created_at, Unset):
            created_at = UNSET
        else:
            created_at = self.created_at

        updated_at: None | str | Unset
        if isinstance(self.updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = self.updated_at

        filename: None | str | Unset
        if isinstance(self.filename, Unset):
            filename = UNSET
        else:
            filename = self.filename

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        file_size: int | None | str | Unset
        if isinstance(self.file_size, Unset):
            file_size = UNSET
        else:
            file_size = self.file_size

        is_directory: bool | None | Unset
        if isinstance(self.is_directory, Unset):
            is_directory = UNSET
        else:
            is_directory = self.is_directory

        preview_urls: list[str] | None | Unset
        if isinstance(self.preview_urls, Unset):
            preview_urls = UNSET
        elif isinstance(self.preview_urls, list):
            preview_urls = self.preview_urls

        else:
            preview_urls = self.preview_urls

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, Gen2ArtifactMetadata):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if asset_id is not UNSET:
            field_dict["assetId"] = asset_id
        if id is not UNSET:
            field_dict["id"] = id
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if filename is not UNSET:
            field_dict["filename"] = filename
        if url is not UNSET:
            field_dict["url"] = url
        if file_size is not UNSET:
            field_dict["fileSize"] = file_size
        if is_directory is not UNSET:
            field_dict["isDirectory"] = is_directory
        if preview_urls is not UNSET:
            field_dict["previewUrls"] = preview_urls
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_artifact_metadata import Gen2ArtifactMetadata  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_asset_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        asset_id = _parse_asset_id(d.pop("assetId", UNSET))

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_created_at(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        created_at = _parse_created_at(d.pop("createdAt", UNSET))

        def _parse_updated_at(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        updated_at = _parse_updated_at(d.pop("updatedAt", UNSET))

        def _parse_filename(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        filename = _parse_filename(d.pop("filename", UNSET))

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        def _parse_file_size(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        file_size = _parse_file_size(d.pop("fileSize", UNSET))

        def _parse_is_directory(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_directory = _parse_is_directory(d.pop("isDirectory", UNSET))

        def _parse_preview_urls(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                preview_urls_type_0 = cast(list[str], data)

                return preview_urls_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        preview_urls = _parse_preview_urls(d.pop("previewUrls", UNSET))

        def _parse_metadata(data: object) -> Gen2ArtifactMetadata | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = Gen2ArtifactMetadata.from_dict(cast(Mapping[str, Any], data))

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2ArtifactMetadata | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        gen_2_artifact = cls(
            asset_id=asset_id,
            id=id,
            created_at=created_at,
            updated_at=updated_at,
            filename=filename,
            url=url,
            file_size=file_size,
            is_directory=is_directory,
            preview_urls=preview_urls,
            metadata=metadata,
        )

        gen_2_artifact.additional_properties = d
        return gen_2_artifact

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
