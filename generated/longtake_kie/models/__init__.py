"""The data models of requests and responses, each loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .catalogue_model import CatalogueModel
    from .credit_balance_response import CreditBalanceResponse
    from .download_url_request import DownloadUrlRequest
    from .download_url_response import DownloadUrlResponse
    from .kie_error import KieError
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
    from .runway_extend_request import RunwayExtendRequest
    from .runway_extend_request_quality import RunwayExtendRequestQuality
    from .runway_extend_response import RunwayExtendResponse
    from .runway_extend_response_code import RunwayExtendResponseCode
    from .runway_extend_result import RunwayExtendResult
    from .runway_generate_param import RunwayGenerateParam
    from .runway_generate_request import RunwayGenerateRequest
    from .runway_generate_request_aspect_ratio import RunwayGenerateRequestAspectRatio
    from .runway_generate_request_duration import RunwayGenerateRequestDuration
    from .runway_generate_request_quality import RunwayGenerateRequestQuality
    from .runway_task import RunwayTask
    from .runway_task_response import RunwayTaskResponse
    from .runway_task_state import RunwayTaskState
    from .runway_video_info import RunwayVideoInfo
    from .task_created import TaskCreated
    from .task_created_response import TaskCreatedResponse
    from .veo_extend_request import VeoExtendRequest
    from .veo_extend_request_model import VeoExtendRequestModel
    from .veo_extend_response import VeoExtendResponse
    from .veo_extend_response_code import VeoExtendResponseCode
    from .veo_extend_result import VeoExtendResult
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

_MODULES = {
    "CatalogueModel": ".catalogue_model",
    "CreditBalanceResponse": ".credit_balance_response",
    "DownloadUrlRequest": ".download_url_request",
    "DownloadUrlResponse": ".download_url_response",
    "KieError": ".kie_error",
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
    "RunwayExtendRequest": ".runway_extend_request",
    "RunwayExtendRequestQuality": ".runway_extend_request_quality",
    "RunwayExtendResponse": ".runway_extend_response",
    "RunwayExtendResponseCode": ".runway_extend_response_code",
    "RunwayExtendResult": ".runway_extend_result",
    "RunwayGenerateParam": ".runway_generate_param",
    "RunwayGenerateRequest": ".runway_generate_request",
    "RunwayGenerateRequestAspectRatio": ".runway_generate_request_aspect_ratio",
    "RunwayGenerateRequestDuration": ".runway_generate_request_duration",
    "RunwayGenerateRequestQuality": ".runway_generate_request_quality",
    "RunwayTask": ".runway_task",
    "RunwayTaskResponse": ".runway_task_response",
    "RunwayTaskState": ".runway_task_state",
    "RunwayVideoInfo": ".runway_video_info",
    "TaskCreated": ".task_created",
    "TaskCreatedResponse": ".task_created_response",
    "VeoExtendRequest": ".veo_extend_request",
    "VeoExtendRequestModel": ".veo_extend_request_model",
    "VeoExtendResponse": ".veo_extend_response",
    "VeoExtendResponseCode": ".veo_extend_response_code",
    "VeoExtendResult": ".veo_extend_result",
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
}

__all__ = (
    "CatalogueModel",
    "CreditBalanceResponse",
    "DownloadUrlRequest",
    "DownloadUrlResponse",
    "KieError",
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
    "RunwayExtendRequest",
    "RunwayExtendRequestQuality",
    "RunwayExtendResponse",
    "RunwayExtendResponseCode",
    "RunwayExtendResult",
    "RunwayGenerateParam",
    "RunwayGenerateRequest",
    "RunwayGenerateRequestAspectRatio",
    "RunwayGenerateRequestDuration",
    "RunwayGenerateRequestQuality",
    "RunwayTask",
    "RunwayTaskResponse",
    "RunwayTaskState",
    "RunwayVideoInfo",
    "TaskCreated",
    "TaskCreatedResponse",
    "VeoExtendRequest",
    "VeoExtendRequestModel",
    "VeoExtendResponse",
    "VeoExtendResponseCode",
    "VeoExtendResult",
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
