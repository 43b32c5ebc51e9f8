from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.gen_2_task_status import Gen2TaskStatus, check_gen_2_task_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gen_2_artifact import Gen2Artifact
    from ..models.gen_2_task_error import Gen2TaskError
    from ..models.gen_2_task_features import Gen2TaskFeatures
    from ..models.gen_2_task_options import Gen2TaskOptions


T = TypeVar("T", bound="Gen2Task")


@_attrs_define(kw_only=True)
class Gen2Task:
    """A task. While it waits or runs, much of it is null."""

    task_id: None | str | Unset = UNSET
    """ The task's id, such as `user:1234-runwayml:you@example.com-task:...`. In a path its `:` and `@` stay
    unencoded. """
    id: None | str | Unset = UNSET
    """ The id that Runway itself gives the task. """
    name: None | str | Unset = UNSET
    """ The task's name. """
    image: Any | Unset = UNSET
    """ A picture of the result; null while there is none. """
    created_at: None | str | Unset = UNSET
    """ When the task was made, in RFC 3339. """
    updated_at: None | str | Unset = UNSET
    """ When the task last changed, in RFC 3339. """
    task_type: None | str | Unset = UNSET
    """ The kind of task, here gen2. """
    options: Gen2TaskOptions | None | Unset = UNSET
    """ What the task was asked for. """
    status: Gen2TaskStatus | None | str | Unset = UNSET
    """ The state of the task. CANCELLED is not documented by the provider. """
    progress_text: None | str | Unset = UNSET
    """ What the task does at the moment. """
    progress_ratio: float | None | str | Unset = UNSET
    """ How far the task is, from 0 to 1; a string such as `0.43` once it is set. """
    estimated_time_to_start_seconds: float | None | Unset = UNSET
    """ For how many seconds the task is expected to wait before it starts. """
    artifacts: list[Gen2Artifact] | None | Unset = UNSET
    """ The files that the task made. May be empty for a while after it succeeded (not documented by the provider).
    """
    shared_asset: Any | Unset = UNSET
    """ Not described by the provider; null in every sample. """
    features: Gen2TaskFeatures | None | Unset = UNSET
    """ What the Runway account may use, and has used. """
    error: Gen2TaskError | None | str | Unset = UNSET
    """ Why the task failed; null otherwise. """
    code: int | None | Unset = UNSET
    """ The HTTP status, repeated. """
    reply_url: None | str | Unset = UNSET
    """ The URL to which changes of the task are posted. """
    reply_ref: None | str | Unset = UNSET
    """ The reference that the task was made with. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_task_error import Gen2TaskError  # noqa: PLC0415
        from ..models.gen_2_task_features import Gen2TaskFeatures  # noqa: PLC0415
        from ..models.gen_2_task_options import Gen2TaskOptions  # noqa: PLC0415

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        image = self.image

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

        task_type: None | str | Unset
        if isinstance(self.task_type, Unset):
            task_type = UNSET
        else:
            task_type = self.task_type

        options: dict[str, Any] | None | Unset
        if isinstance(self.options, Unset):
            options = UNSET
        elif isinstance(self.options, Gen2TaskOptions):
            options = self.options.to_dict()
        else:
            options = self.options

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        progress_text: None | str | Unset
        if isinstance(self.progress_text, Unset):
            progress_text = UNSET
        else:
            progress_text = self.progress_text

        progress_ratio: float | None | str | Unset
        if isinstance(self.progress_ratio, Unset):
            progress_ratio = UNSET
        else:
            progress_ratio = self.progress_ratio

        estimated_time_to_start_seconds: float | None | Unset
        if isinstance(self.estimated_time_to_start_seconds, Unset):
            estimated_time_to_start_seconds = UNSET
        else:
            estimated_time_to_start_seconds = self.estimated_time_to_start_seconds

        artifacts: list[dict[str, Any]] | None | Unset
        if isinstance(self.artifacts, Unset):
            artifacts = UNSET
        elif isinstance(self.artifacts, list):
            artifacts = []
            for artifacts_item_data in self.artifacts:
                artifacts_item = artifacts_item_data.to_dict()
                artifacts.append(artifacts_item)

        else:
            artifacts = self.artifacts

        shared_asset = self.shared_asset

        features: dict[str, Any] | None | Unset
        if isinstance(self.features, Unset):
            features = UNSET
        elif isinstance(self.features, Gen2TaskFeatures):
            features = self.features.to_dict()
        else:
            features = self.features

        error: dict[str, Any] | None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        elif isinstance(self.error, Gen2TaskError):
            error = self.error.to_dict()
        else:
            error = self.error

        code: int | None | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
            code = self.code

        reply_url: None | str | Unset
        if isinstance(self.reply_url, Unset):
            reply_url = UNSET
        else:
            reply_url = self.reply_url

        reply_ref: None | str | Unset
        if isinstance(self.reply_ref, Unset):
            reply_ref = UNSET
        else:
            reply_ref = self.reply_ref

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if id is not UNSET:
            field_dict["id"] = id
        if name is not UNSET:
            field_dict["name"] = name
        if image is not UNSET:
            field_dict["image"] = image
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if task_type is not UNSET:
            field_dict["taskType"] = task_type
        if options is not UNSET:
            field_dict["options"] = options
        if status is not UNSET:
            field_dict["status"] = status
        if progress_text is not UNSET:
            field_dict["progressText"] = progress_text
        if progress_ratio is not UNSET:
            field_dict["progressRatio"] = progress_ratio
        if estimated_time_to_start_seconds is not UNSET:
            field_dict["estimatedTimeToStartSeconds"] = estimated_time_to_start_seconds
        if artifacts is not UNSET:
            field_dict["artifacts"] = artifacts
        if shared_asset is not UNSET:
            field_dict["sharedAsset"] = shared_asset
        if features is not UNSET:
            field_dict["features"] = features
        if error is not UNSET:
            field_dict["error"] = error
        if code is not UNSET:
            field_dict["code"] = code
        if reply_url is not UNSET:
            field_dict["replyUrl"] = reply_url
        if reply_ref is not UNSET:
            field_dict["replyRef"] = reply_ref

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_artifact import Gen2Artifact  # noqa: PLC0415
        from ..models.gen_2_task_error import Gen2TaskError  # noqa: PLC0415
        from ..models.gen_2_task_features import Gen2TaskFeatures  # noqa: PLC0415
        from ..models.gen_2_task_options import Gen2TaskOptions  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        image = d.pop("image", UNSET)

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

        def _parse_task_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_type = _parse_task_type(d.pop("taskType", UNSET))

        def _parse_options(data: object) -> Gen2TaskOptions | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                options_type_0 = Gen2TaskOptions.from_dict(cast(Mapping[str, Any], data))

                return options_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2TaskOptions | None | Unset, data)

        options = _parse_options(d.pop("options", UNSET))

        def _parse_status(data: object) -> Gen2TaskStatus | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_gen_2_task_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2TaskStatus | None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_progress_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        progress_text = _parse_progress_text(d.pop("progressText", UNSET))

        def _parse_progress_ratio(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        progress_ratio = _parse_progress_ratio(d.pop("progressRatio", UNSET))

        def _parse_estimated_time_to_start_seconds(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        estimated_time_to_start_seconds = _parse_estimated_time_to_start_seconds(
            d.pop("estimatedTimeToStartSeconds", UNSET)
        )

        def _parse_artifacts(data: object) -> list[Gen2Artifact] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                artifacts_type_0: list[Gen2Artifact] = []
                _artifacts_type_0 = cast(Iterable[Any], data)
                for artifacts_type_0_item_data in _artifacts_type_0:
                    artifacts_type_0_item = Gen2Artifact.from_dict(
                        cast(Mapping[str, Any], artifacts_type_0_item_data)
                    )

                    artifacts_type_0.append(artifacts_type_0_item)

                return artifacts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Gen2Artifact] | None | Unset, data)

        artifacts = _parse_artifacts(d.pop("artifacts", UNSET))

        shared_asset = d.pop("sharedAsset", UNSET)

        def _parse_features(data: object) -> Gen2TaskFeatures | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                features_type_0 = Gen2TaskFeatures.from_dict(cast(Mapping[str, Any], data))

                return features_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2TaskFeatures | None | Unset, data)

        features = _parse_features(d.pop("features", UNSET))

        def _parse_error(data: object) -> Gen2TaskError | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = Gen2TaskError.from_dict(cast(Mapping[str, Any], data))

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2TaskError | None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_code(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

        def _parse_reply_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reply_url = _parse_reply_url(d.pop("replyUrl", UNSET))

        def _parse_reply_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reply_ref = _parse_reply_ref(d.pop("replyRef", UNSET))

        gen_2_task = cls(
            task_id=task_id,
            id=id,
            name=name,
            image=image,
            created_at=created_at,
            updated_at=updated_at,
            task_type=task_type,
            options=options,
            status=status,
            progress_text=progress_text,
            progress_ratio=progress_ratio,
            estimated_time_to_start_seconds=estimated_time_to_start_seconds,
            artifacts=artifacts,
            shared_asset=shared_asset,
            features=features,
            error=error,
            code=code,
            reply_url=reply_url,
            reply_ref=reply_ref,
        )

        gen_2_task.additional_properties = d
        return gen_2_task

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
