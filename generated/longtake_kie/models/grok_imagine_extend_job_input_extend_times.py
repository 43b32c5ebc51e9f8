from typing import Literal

GrokImagineExtendJobInputExtendTimes = Literal[6, 10]

GROK_IMAGINE_EXTEND_JOB_INPUT_EXTEND_TIMES_VALUES: set[GrokImagineExtendJobInputExtendTimes] = {
    6,
    10,
}


def check_grok_imagine_extend_job_input_extend_times(
    value: int,
) -> GrokImagineExtendJobInputExtendTimes:
    if value in GROK_IMAGINE_EXTEND_JOB_INPUT_EXTEND_TIMES_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_EXTEND_JOB_INPUT_EXTEND_TIMES_VALUES!r}"
    )
