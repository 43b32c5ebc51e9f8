from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from .. import types
from ..types import UNSET, Unset

T = TypeVar("T", bound="Gen2ExtendForm")


@_attrs_define(kw_only=True)
class Gen2ExtendForm:
    asset_id: str
    """ Specify the video assetId you want extend. Use GET /assets/?mediaType=video to see the list of video assets.
    To upload a new video asset use POST /assets. """
    interpolate: bool | Unset = True
    """ Supported values: true (default), false. """
    motion: int | Unset = UNSET
    """ Increase or decrease the intensity of motion in your video. Higher values result in more motion. This
    parameter is not compatible with other motion parameters below.
    Supported values: 1…10. """
    horizontal: int | Unset = UNSET
    """ Specify horizontal motion.
    Supported values: -10…10. """
    vertical: int | Unset = UNSET
    """ Specify vertical motion.
    Supported values: -10…10. """
    roll: int | Unset = UNSET
    """ Specify roll motion.
    Supported values: -10…10. """
    zoom: int | Unset = UNSET
    """ Specify zoom motion.
    Supported values: -10…10. """
    pan: int | Unset = UNSET
    """ Specify pan motion.
    Supported values: -10…10. """
    tilt: int | Unset = UNSET
    """ Specify tilt motion.
    Supported values: -10…10. """
    seed: int | Unset = UNSET
    """ Valid range 1…4294967294. """
    explore_mode: bool | Unset = UNSET
    """ Set to true if you have a Runway Unlimited plan and wish to execute relaxed generation. You are not charged
    credits for Explore mode generations. """
    reply_url: str | Unset = UNSET
    """ Optional, if not provided value from account will be used.
    Place here your callback URL. API will call the provided replyUrl once Runway task completed or failed.
    Maximum length 1024 characters.
    We recommend using sites like webhook.site to test callback URL functionality. """
    reply_ref: str | Unset = UNSET
    """ Place here your reference id which will be stored and returned along with this Runway task response /
    result.
    Maximum length 1024 characters. """
    max_jobs: int | Unset = UNSET
    """ Optional, if not provided value for referenced by video assetId account will be used.
    Valid range: 1…10. """

    def to_dict(self) -> dict[str, Any]:
        asset_id = self.asset_id

        interpolate = self.interpolate

        motion = self.motion

        horizontal = self.horizontal

        vertical = self.vertical

        roll = self.roll

        zoom = self.zoom

        pan = self.pan

        tilt = self.tilt

        seed = self.seed

        explore_mode = self.explore_mode

        reply_url = self.reply_url

        reply_ref = self.reply_ref

        max_jobs = self.max_jobs

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "assetId": asset_id,
            }
        )
        if interpolate is not UNSET:
            field_dict["interpolate"] = interpolate
        if motion is not UNSET:
            field_dict["motion"] = motion
        if horizontal is not UNSET:
            field_dict["horizontal"] = horizontal
        if vertical is not UNSET:
            field_dict["vertical"] = vertical
        if roll is not UNSET:
            field_dict["roll"] = roll
        if zoom is not UNSET:
            field_dict["zoom"] = zoom
        if pan is not UNSET:
            field_dict["pan"] = pan
        if tilt is not UNSET:
            field_dict["tilt"] = tilt
        if seed is not UNSET:
            field_dict["seed"] = seed
        if explore_mode is not UNSET:
            field_dict["exploreMode"] = explore_mode
        if reply_url is not UNSET:
            field_dict["replyUrl"] = reply_url
        if reply_ref is not UNSET:
            field_dict["replyRef"] = reply_ref
        if max_jobs is not UNSET:
            field_dict["maxJobs"] = max_jobs

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("assetId", (None, str(self.asset_id).encode(), "text/plain")))

        if not isinstance(self.interpolate, Unset):
            files.append(
                ("interpolate", (None, str(self.interpolate).lower().encode(), "text/plain"))
            )

        if not isinstance(self.motion, Unset):
            files.append(("motion", (None, str(self.motion).encode(), "text/plain")))

        if not isinstance(self.horizontal, Unset):
            files.append(("horizontal", (None, str(self.horizontal).encode(), "text/plain")))

        if not isinstance(self.vertical, Unset):
            files.append(("vertical", (None, str(self.vertical).encode(), "text/plain")))

        if not isinstance(self.roll, Unset):
            files.append(("roll", (None, str(self.roll).encode(), "text/plain")))

        if not isinstance(self.zoom, Unset):
            files.append(("zoom", (None, str(self.zoom).encode(), "text/plain")))

        if not isinstance(self.pan, Unset):
            files.append(("pan", (None, str(self.pan).encode(), "text/plain")))

        if not isinstance(self.tilt, Unset):
            files.append(("tilt", (None, str(self.tilt).encode(), "text/plain")))

        if not isinstance(self.seed, Unset):
            files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.explore_mode, Unset):
            files.append(
                ("exploreMode", (None, str(self.explore_mode).lower().encode(), "text/plain"))
            )

        if not isinstance(self.reply_url, Unset):
            files.append(("replyUrl", (None, str(self.reply_url).encode(), "text/plain")))

        if not isinstance(self.reply_ref, Unset):
            files.append(("replyRef", (None, str(self.reply_ref).encode(), "text/plain")))

        if not isinstance(self.max_jobs, Unset):
            files.append(("maxJobs", (None, str(self.max_jobs).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asset_id = d.pop("assetId")

        interpolate = d.pop("interpolate", UNSET)

        motion = d.pop("motion", UNSET)

        horizontal = d.pop("horizontal", UNSET)

        vertical = d.pop("vertical", UNSET)

        roll = d.pop("roll", UNSET)

        zoom = d.pop("zoom", UNSET)

        pan = d.pop("pan", UNSET)

        tilt = d.pop("tilt", UNSET)

        seed = d.pop("seed", UNSET)

        explore_mode = d.pop("exploreMode", UNSET)

        reply_url = d.pop("replyUrl", UNSET)

        reply_ref = d.pop("replyRef", UNSET)

        max_jobs = d.pop("maxJobs", UNSET)

        gen_2_extend_form = cls(
            asset_id=asset_id,
            interpolate=interpolate,
            motion=motion,
            horizontal=horizontal,
            vertical=vertical,
            roll=roll,
            zoom=zoom,
            pan=pan,
            tilt=tilt,
            seed=seed,
            explore_mode=explore_mode,
            reply_url=reply_url,
            reply_ref=reply_ref,
            max_jobs=max_jobs,
        )

        return gen_2_extend_form
