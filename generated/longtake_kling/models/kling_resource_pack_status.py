from typing import Literal

KlingResourcePackStatus = Literal["expired", "online", "runOut", "toBeOnline"]

KLING_RESOURCE_PACK_STATUS_VALUES: set[KlingResourcePackStatus] = {
    "expired",
    "online",
    "runOut",
    "toBeOnline",
}


def check_kling_resource_pack_status(value: str) -> KlingResourcePackStatus:
    if value in KLING_RESOURCE_PACK_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_RESOURCE_PACK_STATUS_VALUES!r}"
    )
