from typing import Literal

KlingCameraControlType = Literal[
    "down_back", "forward_up", "left_turn_forward", "right_turn_forward", "simple"
]

KLING_CAMERA_CONTROL_TYPE_VALUES: set[KlingCameraControlType] = {
    "down_back",
    "forward_up",
    "left_turn_forward",
    "right_turn_forward",
    "simple",
}


def check_kling_camera_control_type(value: str) -> KlingCameraControlType:
    if value in KLING_CAMERA_CONTROL_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_CAMERA_CONTROL_TYPE_VALUES!r}"
    )
