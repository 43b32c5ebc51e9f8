from typing import Literal

KlingResourcePackType = Literal["constant_period", "decreasing_total"]

KLING_RESOURCE_PACK_TYPE_VALUES: set[KlingResourcePackType] = {
    "constant_period",
    "decreasing_total",
}


def check_kling_resource_pack_type(value: str) -> KlingResourcePackType:
    if value in KLING_RESOURCE_PACK_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_RESOURCE_PACK_TYPE_VALUES!r}"
    )
