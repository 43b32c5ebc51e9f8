from typing import Literal

WanEditJobInputAudioSetting = Literal["auto", "origin"]

WAN_EDIT_JOB_INPUT_AUDIO_SETTING_VALUES: set[WanEditJobInputAudioSetting] = {
    "auto",
    "origin",
}


def check_wan_edit_job_input_audio_setting(value: str) -> WanEditJobInputAudioSetting:
    if value in WAN_EDIT_JOB_INPUT_AUDIO_SETTING_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WAN_EDIT_JOB_INPUT_AUDIO_SETTING_VALUES!r}"
    )
