"""The data models of requests and responses, each loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .aleph_generate_job import AlephGenerateJob
    from .aleph_generate_job_input import AlephGenerateJobInput
    from .aleph_generate_job_input_aspect_ratio import AlephGenerateJobInputAspectRatio
    from .aleph_generate_request import AlephGenerateRequest
    from .aleph_generate_request_aspect_ratio import AlephGenerateRequestAspectRatio
    from .aleph_result import AlephResult
    from .aleph_task import AlephTask
    from .aleph_task_response import AlephTaskResponse
    from .aleph_task_success_flag import AlephTaskSuccessFlag
    from .catalogue_model import CatalogueModel
    from .credit_balance_response import CreditBalanceResponse
    from .download_url_request import DownloadUrlRequest
    from .download_url_response import DownloadUrlResponse
    from .file_base_64_upload_request import FileBase64UploadRequest
    from .file_stream_upload_request import FileStreamUploadRequest
    from .file_upload_response import FileUploadResponse
    from .file_url_upload_request import FileUrlUploadRequest
    from .grok_imagine_extend_job import GrokImagineExtendJob
    from .grok_imagine_extend_job_input import GrokImagineExtendJobInput
    from .grok_imagine_extend_job_input_extend_times import GrokImagineExtendJobInputExtendTimes
    from .grok_imagine_image_job import GrokImagineImageJob
    from .grok_imagine_image_job_input import GrokImagineImageJobInput
    from .grok_imagine_image_job_input_aspect_ratio import GrokImagineImageJobInputAspectRatio
    from .grok_imagine_image_job_input_mode import GrokImagineImageJobInputMode
    from .grok_imagine_image_job_input_resolution import GrokImagineImageJobInputResolution
    from .grok_imagine_text_job import GrokImagineTextJob
    from .grok_imagine_text_job_input import GrokImagineTextJobInput
    from .grok_imagine_text_job_input_aspect_ratio import GrokImagineTextJobInputAspectRatio
    from .grok_imagine_text_job_input_mode import GrokImagineTextJobInputMode
    from .grok_imagine_text_job_input_resolution import GrokImagineTextJobInputResolution
    from .grok_imagine_upscale_job import GrokImagineUpscaleJob
    from .grok_imagine_upscale_job_input import GrokImagineUpscaleJobInput
    from .grok_imagine_upscale_job_input_resolution import GrokImagineUpscaleJobInputResolution
    from .job_created import JobCreated
    from .job_created_response import JobCreatedResponse
    from .job_created_response_code import JobCreatedResponseCode
    from .job_response import JobResponse
    from .job_result import JobResult
    from .job_task import JobTask
    from .job_task_state import JobTaskState
    from .kie_error import KieError
    from .kling_element import KlingElement
    from .kling_shot import KlingShot
    from .kling_video_job import KlingVideoJob
    from .kling_video_job_input import KlingVideoJobInput
    from .kling_video_job_input_aspect_ratio import KlingVideoJobInputAspectRatio
    from .kling_video_job_input_duration import KlingVideoJobInputDuration
    from .kling_video_job_input_mode import KlingVideoJobInputMode
    from .midjourney_extend_request import MidjourneyExtendRequest
    from .midjourney_extend_request_task_type import MidjourneyExtendRequestTaskType
    from .midjourney_extend_response import MidjourneyExtendResponse
    from .midjourney_extend_response_code import MidjourneyExtendResponseCode
    from .midjourney_extend_result import MidjourneyExtendResult
    from .midjourney_result_info import MidjourneyResultInfo
    from .midjourney_result_url import MidjourneyResultUrl
    from .midjourney_task import MidjourneyTask
    from .midjourney_task_response import MidjourneyTaskResponse
    from .midjourney_task_success_flag import MidjourneyTaskSuccessFlag
    from .model_document import ModelDocument
    from .model_list import ModelList
    from .model_price import ModelPrice
    from .model_price_response import ModelPriceResponse
    from .model_schema import ModelSchema
    from .model_schema_response import ModelSchemaResponse
    from .model_success_point import ModelSuccessPoint
    from .model_success_rate import ModelSuccessRate
    from .model_success_rate_response import ModelSuccessRateResponse
    from .models_response import ModelsResponse
    from .other_job import OtherJob
    from .other_job_input import OtherJobInput
    from .pixverse_extend_job import PixverseExtendJob
    from .pixverse_extend_job_input import PixverseExtendJobInput
    from .pixverse_extend_job_input_quality import PixverseExtendJobInputQuality
    from .pixverse_image_job import PixverseImageJob
    from .pixverse_image_job_input import PixverseImageJobInput
    from .pixverse_image_job_input_quality import PixverseImageJobInputQuality
    from .pixverse_text_job import PixverseTextJob
    from .pixverse_text_job_input import PixverseTextJobInput
    from .pixverse_text_job_input_aspect_ratio import PixverseTextJobInputAspectRatio
    from .pixverse_text_job_input_quality import PixverseTextJobInputQuality
    from .pixverse_transition_job import PixverseTransitionJob
    from .pixverse_transition_job_input import PixverseTransitionJobInput
    from .pixverse_transition_job_input_quality import PixverseTransitionJobInputQuality
    from .runway_extend_job import RunwayExtendJob
    from .runway_extend_job_input import RunwayExtendJobInput
    from .runway_extend_job_input_quality import RunwayExtendJobInputQuality
    from .runway_extend_request import RunwayExtendRequest
    from .runway_extend_request_quality import RunwayExtendRequestQuality
    from .runway_extend_response import RunwayExtendResponse
    from .runway_extend_response_code import RunwayExtendResponseCode
    from .runway_extend_result import RunwayExtendResult
    from .runway_generate_job import RunwayGenerateJob
    from .runway_generate_job_input import RunwayGenerateJobInput
    from .runway_generate_job_input_aspect_ratio import RunwayGenerateJobInputAspectRatio
    from .runway_generate_job_input_duration import RunwayGenerateJobInputDuration
    from .runway_generate_job_input_quality import RunwayGenerateJobInputQuality
    from .runway_generate_param import RunwayGenerateParam
    from .runway_generate_request import RunwayGenerateRequest
    from .runway_generate_request_aspect_ratio import RunwayGenerateRequestAspectRatio
    from .runway_generate_request_duration import RunwayGenerateRequestDuration
    from .runway_generate_request_quality import RunwayGenerateRequestQuality
    from .runway_task import RunwayTask
    from .runway_task_response import RunwayTaskResponse
    from .runway_task_state import RunwayTaskState
    from .runway_video_info import RunwayVideoInfo
    from .seedance_video_job import SeedanceVideoJob
    from .seedance_video_job_input import SeedanceVideoJobInput
    from .seedance_video_job_input_aspect_ratio import SeedanceVideoJobInputAspectRatio
    from .seedance_video_job_input_resolution import SeedanceVideoJobInputResolution
    from .stored_file import StoredFile
    from .task_created import TaskCreated
    from .task_created_response import TaskCreatedResponse
    from .topaz_upscale_job import TopazUpscaleJob
    from .topaz_upscale_job_input import TopazUpscaleJobInput
    from .topaz_upscale_job_input_upscale_factor import TopazUpscaleJobInputUpscaleFactor
    from .veo_4k_request import Veo4KRequest
    from .veo_extend_job import VeoExtendJob
    from .veo_extend_job_input import VeoExtendJobInput
    from .veo_extend_request import VeoExtendRequest
    from .veo_extend_request_model import VeoExtendRequestModel
    from .veo_extend_response import VeoExtendResponse
    from .veo_extend_response_code import VeoExtendResponseCode
    from .veo_extend_result import VeoExtendResult
    from .veo_full_hd_job import VeoFullHdJob
    from .veo_full_hd_job_input import VeoFullHdJobInput
    from .veo_generate_job import VeoGenerateJob
    from .veo_generate_job_input import VeoGenerateJobInput
    from .veo_generate_job_input_aspect_ratio import VeoGenerateJobInputAspectRatio
    from .veo_generate_job_input_duration import VeoGenerateJobInputDuration
    from .veo_generate_job_input_generation_type import VeoGenerateJobInputGenerationType
    from .veo_generate_job_input_model import VeoGenerateJobInputModel
    from .veo_generate_job_input_resolution import VeoGenerateJobInputResolution
    from .veo_generate_request import VeoGenerateRequest
    from .veo_generate_request_aspect_ratio import VeoGenerateRequestAspectRatio
    from .veo_generate_request_duration import VeoGenerateRequestDuration
    from .veo_generate_request_generation_type import VeoGenerateRequestGenerationType
    from .veo_generate_request_model import VeoGenerateRequestModel
    from .veo_generate_request_resolution import VeoGenerateRequestResolution
    from .veo_result import VeoResult
    from .veo_task import VeoTask
    from .veo_task_response import VeoTaskResponse
    from .veo_task_success_flag import VeoTaskSuccessFlag
    from .veo_ultra_hd_job import VeoUltraHdJob
    from .veo_ultra_hd_job_input import VeoUltraHdJobInput
    from .veo_upscale import VeoUpscale
    from .veo_upscale_response import VeoUpscaleResponse
    from .wan_edit_job import WanEditJob
    from .wan_edit_job_input import WanEditJobInput
    from .wan_edit_job_input_aspect_ratio import WanEditJobInputAspectRatio
    from .wan_edit_job_input_audio_setting import WanEditJobInputAudioSetting
    from .wan_edit_job_input_resolution import WanEditJobInputResolution
    from .wan_image_job import WanImageJob
    from .wan_image_job_input import WanImageJobInput
    from .wan_image_job_input_resolution import WanImageJobInputResolution
    from .wan_text_job import WanTextJob
    from .wan_text_job_input import WanTextJobInput
    from .wan_text_job_input_ratio import WanTextJobInputRatio
    from .wan_text_job_input_resolution import WanTextJobInputResolution

_MODULES = {
    "AlephGenerateJob": ".aleph_generate_job",
    "AlephGenerateJobInput": ".aleph_generate_job_input",
    "AlephGenerateJobInputAspectRatio": ".aleph_generate_job_input_aspect_ratio",
    "AlephGenerateRequest": ".aleph_generate_request",
    "AlephGenerateRequestAspectRatio": ".aleph_generate_request_aspect_ratio",
    "AlephResult": ".aleph_result",
    "AlephTask": ".aleph_task",
    "AlephTaskResponse": ".aleph_task_response",
    "AlephTaskSuccessFlag": ".aleph_task_success_flag",
    "CatalogueModel": ".catalogue_model",
    "CreditBalanceResponse": ".credit_balance_response",
    "DownloadUrlRequest": ".download_url_request",
    "DownloadUrlResponse": ".download_url_response",
    "FileBase64UploadRequest": ".file_base_64_upload_request",
    "FileStreamUploadRequest": ".file_stream_upload_request",
    "FileUploadResponse": ".file_upload_response",
    "FileUrlUploadRequest": ".file_url_upload_request",
    "GrokImagineExtendJob": ".grok_imagine_extend_job",
    "GrokImagineExtendJobInput": ".grok_imagine_extend_job_input",
    "GrokImagineExtendJobInputExtendTimes": ".grok_imagine_extend_job_input_extend_times",
    "GrokImagineImageJob": ".grok_imagine_image_job",
    "GrokImagineImageJobInput": ".grok_imagine_image_job_input",
    "GrokImagineImageJobInputAspectRatio": ".grok_imagine_image_job_input_aspect_ratio",
    "GrokImagineImageJobInputMode": ".grok_imagine_image_job_input_mode",
    "GrokImagineImageJobInputResolution": ".grok_imagine_image_job_input_resolution",
    "GrokImagineTextJob": ".grok_imagine_text_job",
    "GrokImagineTextJobInput": ".grok_imagine_text_job_input",
    "GrokImagineTextJobInputAspectRatio": ".grok_imagine_text_job_input_aspect_ratio",
    "GrokImagineTextJobInputMode": ".grok_imagine_text_job_input_mode",
    "GrokImagineTextJobInputResolution": ".grok_imagine_text_job_input_resolution",
    "GrokImagineUpscaleJob": ".grok_imagine_upscale_job",
    "GrokImagineUpscaleJobInput": ".grok_imagine_upscale_job_input",
    "GrokImagineUpscaleJobInputResolution": ".grok_imagine_upscale_job_input_resolution",
    "JobCreated": ".job_created",
    "JobCreatedResponse": ".job_created_response",
    "JobCreatedResponseCode": ".job_created_response_code",
    "JobResponse": ".job_response",
    "JobResult": ".job_result",
    "JobTask": ".job_task",
    "JobTaskState": ".job_task_state",
    "KieError": ".kie_error",
    "KlingElement": ".kling_element",
    "KlingShot": ".kling_shot",
    "KlingVideoJob": ".kling_video_job",
    "KlingVideoJobInput": ".kling_video_job_input",
    "KlingVideoJobInputAspectRatio": ".kling_video_job_input_aspect_ratio",
    "KlingVideoJobInputDuration": ".kling_video_job_input_duration",
    "KlingVideoJobInputMode": ".kling_video_job_input_mode",
    "MidjourneyExtendRequest": ".midjourney_extend_request",
    "MidjourneyExtendRequestTaskType": ".midjourney_extend_request_task_type",
    "MidjourneyExtendResponse": ".midjourney_extend_response",
    "MidjourneyExtendResponseCode": ".midjourney_extend_response_code",
    "MidjourneyExtendResult": ".midjourney_extend_result",
    "MidjourneyResultInfo": ".midjourney_result_info",
    "MidjourneyResultUrl": ".midjourney_result_url",
    "MidjourneyTask": ".midjourney_task",
    "MidjourneyTaskResponse": ".midjourney_task_response",
    "MidjourneyTaskSuccessFlag": ".midjourney_task_success_flag",
    "ModelDocument": ".model_document",
    "ModelList": ".model_list",
    "ModelPrice": ".model_price",
    "ModelPriceResponse": ".model_price_response",
    "ModelSchema": ".model_schema",
    "ModelSchemaResponse": ".model_schema_response",
    "ModelSuccessPoint": ".model_success_point",
    "ModelSuccessRate": ".model_success_rate",
    "ModelSuccessRateResponse": ".model_success_rate_response",
    "ModelsResponse": ".models_response",
    "OtherJob": ".other_job",
    "OtherJobInput": ".other_job_input",
    "PixverseExtendJob": ".pixverse_extend_job",
    "PixverseExtendJobInput": ".pixverse_extend_job_input",
    "PixverseExtendJobInputQuality": ".pixverse_extend_job_input_quality",
    "PixverseImageJob": ".pixverse_image_job",
    "PixverseImageJobInput": ".pixverse_image_job_input",
    "PixverseImageJobInputQuality": ".pixverse_image_job_input_quality",
    "PixverseTextJob": ".pixverse_text_job",
    "PixverseTextJobInput": ".pixverse_text_job_input",
    "PixverseTextJobInputAspectRatio": ".pixverse_text_job_input_aspect_ratio",
    "PixverseTextJobInputQuality": ".pixverse_text_job_input_quality",
    "PixverseTransitionJob": ".pixverse_transition_job",
    "PixverseTransitionJobInput": ".pixverse_transition_job_input",
    "PixverseTransitionJobInputQuality": ".pixverse_transition_job_input_quality",
    "RunwayExtendJob": ".runway_extend_job",
    "RunwayExtendJobInput": ".runway_extend_job_input",
    "RunwayExtendJobInputQuality": ".runway_extend_job_input_quality",
    "RunwayExtendRequest": ".runway_extend_request",
    "RunwayExtendRequestQuality": ".runway_extend_request_quality",
    "RunwayExtendResponse": ".runway_extend_response",
    "RunwayExtendResponseCode": ".runway_extend_response_code",
    "RunwayExtendResult": ".runway_extend_result",
    "RunwayGenerateJob": ".runway_generate_job",
    "RunwayGenerateJobInput": ".runway_generate_job_input",
    "RunwayGenerateJobInputAspectRatio": ".runway_generate_job_input_aspect_ratio",
    "RunwayGenerateJobInputDuration": ".runway_generate_job_input_duration",
    "RunwayGenerateJobInputQuality": ".runway_generate_job_input_quality",
    "RunwayGenerateParam": ".runway_generate_param",
    "RunwayGenerateRequest": ".runway_generate_request",
    "RunwayGenerateRequestAspectRatio": ".runway_generate_request_aspect_ratio",
    "RunwayGenerateRequestDuration": ".runway_generate_request_duration",
    "RunwayGenerateRequestQuality": ".runway_generate_request_quality",
    "RunwayTask": ".runway_task",
    "RunwayTaskResponse": ".runway_task_response",
    "RunwayTaskState": ".runway_task_state",
    "RunwayVideoInfo": ".runway_video_info",
    "SeedanceVideoJob": ".seedance_video_job",
    "SeedanceVideoJobInput": ".seedance_video_job_input",
    "SeedanceVideoJobInputAspectRatio": ".seedance_video_job_input_aspect_ratio",
    "SeedanceVideoJobInputResolution": ".seedance_video_job_input_resolution",
    "StoredFile": ".stored_file",
    "TaskCreated": ".task_created",
    "TaskCreatedResponse": ".task_created_response",
    "TopazUpscaleJob": ".topaz_upscale_job",
    "TopazUpscaleJobInput": ".topaz_upscale_job_input",
    "TopazUpscaleJobInputUpscaleFactor": ".topaz_upscale_job_input_upscale_factor",
    "Veo4KRequest": ".veo_4k_request",
    "VeoExtendJob": ".veo_extend_job",
    "VeoExtendJobInput": ".veo_extend_job_input",
    "VeoExtendRequest": ".veo_extend_request",
    "VeoExtendRequestModel": ".veo_extend_request_model",
    "VeoExtendResponse": ".veo_extend_response",
    "VeoExtendResponseCode": ".veo_extend_response_code",
    "VeoExtendResult": ".veo_extend_result",
    "VeoFullHdJob": ".veo_full_hd_job",
    "VeoFullHdJobInput": ".veo_full_hd_job_input",
    "VeoGenerateJob": ".veo_generate_job",
    "VeoGenerateJobInput": ".veo_generate_job_input",
    "VeoGenerateJobInputAspectRatio": ".veo_generate_job_input_aspect_ratio",
    "VeoGenerateJobInputDuration": ".veo_generate_job_input_duration",
    "VeoGenerateJobInputGenerationType": ".veo_generate_job_input_generation_type",
    "VeoGenerateJobInputModel": ".veo_generate_job_input_model",
    "VeoGenerateJobInputResolution": ".veo_generate_job_input_resolution",
    "VeoGenerateRequest": ".veo_generate_request",
    "VeoGenerateRequestAspectRatio": ".veo_generate_request_aspect_ratio",
    "VeoGenerateRequestDuration": ".veo_generate_request_duration",
    "VeoGenerateRequestGenerationType": ".veo_generate_request_generation_type",
    "VeoGenerateRequestModel": ".veo_generate_request_model",
    "VeoGenerateRequestResolution": ".veo_generate_request_resolution",
    "VeoResult": ".veo_result",
    "VeoTask": ".veo_task",
    "VeoTaskResponse": ".veo_task_response",
    "VeoTaskSuccessFlag": ".veo_task_success_flag",
    "VeoUltraHdJob": ".veo_ultra_hd_job",
    "VeoUltraHdJobInput": ".veo_ultra_hd_job_input",
    "VeoUpscale": ".veo_upscale",
    "VeoUpscaleResponse": ".veo_upscale_response",
    "WanEditJob": ".wan_edit_job",
    "WanEditJobInput": ".wan_edit_job_input",
    "WanEditJobInputAspectRatio": ".wan_edit_job_input_aspect_ratio",
    "WanEditJobInputAudioSetting": ".wan_edit_job_input_audio_setting",
    "WanEditJobInputResolution": ".wan_edit_job_input_resolution",
    "WanImageJob": ".wan_image_job",
    "WanImageJobInput": ".wan_image_job_input",
    "WanImageJobInputResolution": ".wan_image_job_input_resolution",
    "WanTextJob": ".wan_text_job",
    "WanTextJobInput": ".wan_text_job_input",
    "WanTextJobInputRatio": ".wan_text_job_input_ratio",
    "WanTextJobInputResolution": ".wan_text_job_input_resolution",
}

__all__ = (
    "AlephGenerateJob",
    "AlephGenerateJobInput",
    "AlephGenerateJobInputAspectRatio",
    "AlephGenerateRequest",
    "AlephGenerateRequestAspectRatio",
    "AlephResult",
    "AlephTask",
    "AlephTaskResponse",
    "AlephTaskSuccessFlag",
    "CatalogueModel",
    "CreditBalanceResponse",
    "DownloadUrlRequest",
    "DownloadUrlResponse",
    "FileBase64UploadRequest",
    "FileStreamUploadRequest",
    "FileUploadResponse",
    "FileUrlUploadRequest",
    "GrokImagineExtendJob",
    "GrokImagineExtendJobInput",
    "GrokImagineExtendJobInputExtendTimes",
    "GrokImagineImageJob",
    "GrokImagineImageJobInput",
    "GrokImagineImageJobInputAspectRatio",
    "GrokImagineImageJobInputMode",
    "GrokImagineImageJobInputResolution",
    "GrokImagineTextJob",
    "GrokImagineTextJobInput",
    "GrokImagineTextJobInputAspectRatio",
    "GrokImagineTextJobInputMode",
    "GrokImagineTextJobInputResolution",
    "GrokImagineUpscaleJob",
    "GrokImagineUpscaleJobInput",
    "GrokImagineUpscaleJobInputResolution",
    "JobCreated",
    "JobCreatedResponse",
    "JobCreatedResponseCode",
    "JobResponse",
    "JobResult",
    "JobTask",
    "JobTaskState",
    "KieError",
    "KlingElement",
    "KlingShot",
    "KlingVideoJob",
    "KlingVideoJobInput",
    "KlingVideoJobInputAspectRatio",
    "KlingVideoJobInputDuration",
    "KlingVideoJobInputMode",
    "MidjourneyExtendRequest",
    "MidjourneyExtendRequestTaskType",
    "MidjourneyExtendResponse",
    "MidjourneyExtendResponseCode",
    "MidjourneyExtendResult",
    "MidjourneyResultInfo",
    "MidjourneyResultUrl",
    "MidjourneyTask",
    "MidjourneyTaskResponse",
    "MidjourneyTaskSuccessFlag",
    "ModelDocument",
    "ModelList",
    "ModelPrice",
    "ModelPriceResponse",
    "ModelSchema",
    "ModelSchemaResponse",
    "ModelsResponse",
    "ModelSuccessPoint",
    "ModelSuccessRate",
    "ModelSuccessRateResponse",
    "OtherJob",
    "OtherJobInput",
    "PixverseExtendJob",
    "PixverseExtendJobInput",
    "PixverseExtendJobInputQuality",
    "PixverseImageJob",
    "PixverseImageJobInput",
    "PixverseImageJobInputQuality",
    "PixverseTextJob",
    "PixverseTextJobInput",
    "PixverseTextJobInputAspectRatio",
    "PixverseTextJobInputQuality",
    "PixverseTransitionJob",
    "PixverseTransitionJobInput",
    "PixverseTransitionJobInputQuality",
    "RunwayExtendJob",
    "RunwayExtendJobInput",
    "RunwayExtendJobInputQuality",
    "RunwayExtendRequest",
    "RunwayExtendRequestQuality",
    "RunwayExtendResponse",
    "RunwayExtendResponseCode",
    "RunwayExtendResult",
    "RunwayGenerateJob",
    "RunwayGenerateJobInput",
    "RunwayGenerateJobInputAspectRatio",
    "RunwayGenerateJobInputDuration",
    "RunwayGenerateJobInputQuality",
    "RunwayGenerateParam",
    "RunwayGenerateRequest",
    "RunwayGenerateRequestAspectRatio",
    "RunwayGenerateRequestDuration",
    "RunwayGenerateRequestQuality",
    "RunwayTask",
    "RunwayTaskResponse",
    "RunwayTaskState",
    "RunwayVideoInfo",
    "SeedanceVideoJob",
    "SeedanceVideoJobInput",
    "SeedanceVideoJobInputAspectRatio",
    "SeedanceVideoJobInputResolution",
    "StoredFile",
    "TaskCreated",
    "TaskCreatedResponse",
    "TopazUpscaleJob",
    "TopazUpscaleJobInput",
    "TopazUpscaleJobInputUpscaleFactor",
    "Veo4KRequest",
    "VeoExtendJob",
    "VeoExtendJobInput",
    "VeoExtendRequest",
    "VeoExtendRequestModel",
    "VeoExtendResponse",
    "VeoExtendResponseCode",
    "VeoExtendResult",
    "VeoFullHdJob",
    "VeoFullHdJobInput",
    "VeoGenerateJob",
    "VeoGenerateJobInput",
    "VeoGenerateJobInputAspectRatio",
    "VeoGenerateJobInputDuration",
    "VeoGenerateJobInputGenerationType",
    "VeoGenerateJobInputModel",
    "VeoGenerateJobInputResolution",
    "VeoGenerateRequest",
    "VeoGenerateRequestAspectRatio",
    "VeoGenerateRequestDuration",
    "VeoGenerateRequestGenerationType",
    "VeoGenerateRequestModel",
    "VeoGenerateRequestResolution",
    "VeoResult",
    "VeoTask",
    "VeoTaskResponse",
    "VeoTaskSuccessFlag",
    "VeoUltraHdJob",
    "VeoUltraHdJobInput",
    "VeoUpscale",
    "VeoUpscaleResponse",
    "WanEditJob",
    "WanEditJobInput",
    "WanEditJobInputAspectRatio",
    "WanEditJobInputAudioSetting",
    "WanEditJobInputResolution",
    "WanImageJob",
    "WanImageJobInput",
    "WanImageJobInputResolution",
    "WanTextJob",
    "WanTextJobInput",
    "WanTextJobInputRatio",
    "WanTextJobInputResolution",
)


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(module, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
