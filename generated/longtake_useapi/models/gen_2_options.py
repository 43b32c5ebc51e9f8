from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gen_2_motion_vector import Gen2MotionVector


T = TypeVar("T", bound="Gen2Options")


@_attrs_define(kw_only=True)
class Gen2Options:
    mode: str | Unset = UNSET
    seed: int | Unset = UNSET
    interpolate: bool | Unset = UNSET
    upscale: bool | Unset = UNSET
    watermark: bool | Unset = UNSET
    motion_score: float | Unset = UNSET
    use_motion_score: bool | Unset = UNSET
    use_motion_vectors: bool | Unset = UNSET
    motion_vector: Gen2MotionVector | None | Unset = UNSET
    init_video: str | Unset = UNSET
    extended_from_task_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_motion_vector import Gen2MotionVector  # noqa: PLC0415

        mode = self.mode

        seed = self.seed

        interpolate = self.interpolate

        upscale = self.upscale

        watermark = self.watermark

        motion_score = self.motion_score

        use_motion_score = self.use_motion_score

        use_motion_vectors = self.use_motion_vectors

        motion_vector: dict[str, Any] | None | Unset
        if isinstance(self.motion_vector, Unset):
            motion_vector = UNSET
        elif isinstance(self.motion_vector, Gen2MotionVector):
            motion_vector = self.motion_vector.to_dict()
        else:
            motion_vector = self.motion_vector

        init_video = self.init_video

        extended_from_task_id = self.extended_from_task_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if mode is not UNSET:
            field_dict["mode"] = mode
        if seed is not UNSET:
            field_dict["seed"] = seed
        if interpolate is not UNSET:
            field_dict["interpolate"] = interpolate
        if upscale is not UNSET:
            field_dict["upscale"] = upscale
        if watermark is not UNSET:
            field_dict["watermark"] = watermark
        if motion_score is not UNSET:
            field_dict["motion_score"] = motion_score
        if use_motion_score is not UNSET:
            field_dict["use_motion_score"] = use_motion_score
        if use_motion_vectors is not UNSET:
            field_dict["use_motion_vectors"] = use_motion_vectors
        if motion_vector is not UNSET:
            field_dict["motion_vector"] = motion_vector
        if init_video is not UNSET:
            field_dict["init_video"] = init_video
        if extended_from_task_id is not UNSET:
            field_dict["extended_from_task_id"] = extended_from_task_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_motion_vector import Gen2MotionVector  # noqa: PLC0415

        d = dict(src_dict)
        mode = d.pop("mode", UNSET)

        seed = d.pop("seed", UNSET)

        interpolate = d.pop("interpolate", UNSET)

        upscale = d.pop("upscale", UNSET)

        watermark = d.pop("watermark", UNSET)

        motion_score = d.pop("motion_score", UNSET)

        use_motion_score = d.pop("use_motion_score", UNSET)

        use_motion_vectors = d.pop("use_motion_vectors", UNSET)

        def _parse_motion_vector(data: object) -> Gen2MotionVector | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                motion_vector_type_0 = Gen2MotionVector.from_dict(cast(Mapping[str, Any], data))

                return motion_vector_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2MotionVector | None | Unset, data)

        motion_vector = _parse_motion_vector(d.pop("motion_vector", UNSET))

        init_video = d.pop("init_video", UNSET)

        extended_from_task_id = d.pop("extended_from_task_id", UNSET)

        gen_2_options = cls(
            mode=mode,
            seed=seed,
            interpolate=interpolate,
            upscale=upscale,
            watermark=watermark,
            motion_score=motion_score,
            use_motion_score=use_motion_score,
            use_motion_vectors=use_motion_vectors,
            motion_vector=motion_vector,
            init_video=init_video,
            extended_from_task_id=extended_from_task_id,
        )

        gen_2_options.additional_properties = d
        return gen_2_options

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
