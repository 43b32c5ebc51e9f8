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
    mode: None | str | Unset = UNSET
    seed: int | None | Unset = UNSET
    interpolate: bool | None | Unset = UNSET
    upscale: bool | None | Unset = UNSET
    watermark: bool | None | Unset = UNSET
    motion_score: float | None | Unset = UNSET
    use_motion_score: bool | None | Unset = UNSET
    use_motion_vectors: bool | None | Unset = UNSET
    motion_vector: Gen2MotionVector | None | Unset = UNSET
    init_video: None | str | Unset = UNSET
    extended_from_task_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_motion_vector import Gen2MotionVector  # noqa: PLC0415

        mode: None | str | Unset
        if isinstance(self.mode, Unset):
            mode = UNSET
        else:
            mode = self.mode

        seed: int | None | Unset
        if isinstance(self.seed, Unset):
            seed = UNSET
        else:
            seed = self.seed

        interpolate: bool | None | Unset
        if isinstance(self.interpolate, Unset):
            interpolate = UNSET
        else:
            interpolate = self.interpolate

        upscale: bool | None | Unset
        if isinstance(self.upscale, Unset):
            upscale = UNSET
        else:
            upscale = self.upscale

        watermark: bool | None | Unset
        if isinstance(self.watermark, Unset):
            watermark = UNSET
        else:
            watermark = self.watermark

        motion_score: float | None | Unset
        if isinstance(self.motion_score, Unset):
            motion_score = UNSET
        else:
            motion_score = self.motion_score

        use_motion_score: bool | None | Unset
        if isinstance(self.use_motion_score, Unset):
            use_motion_score = UNSET
        else:
            use_motion_score = self.use_motion_score

        use_motion_vectors: bool | None | Unset
        if isinstance(self.use_motion_vectors, Unset):
            use_motion_vectors = UNSET
        else:
            use_motion_vectors = self.use_motion_vectors

        motion_vector: dict[str, Any] | None | Unset
        if isinstance(self.motion_vector, Unset):
            motion_vector = UNSET
        elif isinstance(self.motion_vector, Gen2MotionVector):
            motion_vector = self.motion_vector.to_dict()
        else:
            motion_vector = self.motion_vector

        init_video: None | str | Unset
        if isinstance(self.init_video, Unset):
            init_video = UNSET
        else:
            init_video = self.init_video

        extended_from_task_id: None | str | Unset
        if isinstance(self.extended_from_task_id, Unset):
            extended_from_task_id = UNSET
        else:
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

        def _parse_mode(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mode = _parse_mode(d.pop("mode", UNSET))

        def _parse_seed(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        seed = _parse_seed(d.pop("seed", UNSET))

        def _parse_interpolate(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        interpolate = _parse_interpolate(d.pop("interpolate", UNSET))

        def _parse_upscale(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        upscale = _parse_upscale(d.pop("upscale", UNSET))

        def _parse_watermark(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        watermark = _parse_watermark(d.pop("watermark", UNSET))

        def _parse_motion_score(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        motion_score = _parse_motion_score(d.pop("motion_score", UNSET))

        def _parse_use_motion_score(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        use_motion_score = _parse_use_motion_score(d.pop("use_motion_score", UNSET))

        def _parse_use_motion_vectors(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        use_motion_vectors = _parse_use_motion_vectors(d.pop("use_motion_vectors", UNSET))

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

        def _parse_init_video(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        init_video = _parse_init_video(d.pop("init_video", UNSET))

        def _parse_extended_from_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        extended_from_task_id = _parse_extended_from_task_id(d.pop("extended_from_task_id", UNSET))

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
