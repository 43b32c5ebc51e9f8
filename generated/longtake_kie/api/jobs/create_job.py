from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.job_created_response import JobCreatedResponse
from ...models.kie_error import KieError
from ...types import Response

if TYPE_CHECKING:
    from ...models.aleph_generate_job import AlephGenerateJob
    from ...models.grok_imagine_extend_job import GrokImagineExtendJob
    from ...models.grok_imagine_image_job import GrokImagineImageJob
    from ...models.grok_imagine_text_job import GrokImagineTextJob
    from ...models.grok_imagine_upscale_job import GrokImagineUpscaleJob
    from ...models.kling_video_job import KlingVideoJob
    from ...models.other_job import OtherJob
    from ...models.pixverse_extend_job import PixverseExtendJob
    from ...models.pixverse_image_job import PixverseImageJob
    from ...models.pixverse_text_job import PixverseTextJob
    from ...models.pixverse_transition_job import PixverseTransitionJob
    from ...models.runway_extend_job import RunwayExtendJob
    from ...models.runway_generate_job import RunwayGenerateJob
    from ...models.seedance_video_job import SeedanceVideoJob
    from ...models.topaz_upscale_job import TopazUpscaleJob
    from ...models.veo_extend_job import VeoExtendJob
    from ...models.veo_full_hd_job import VeoFullHdJob
    from ...models.veo_generate_job import VeoGenerateJob
    from ...models.veo_ultra_hd_job import VeoUltraHdJob
    from ...models.wan_edit_job import WanEditJob
    from ...models.wan_image_job import WanImageJob
    from ...models.wan_text_job import WanTextJob


def _get_kwargs(
    *,
    body: AlephGenerateJob
    | GrokImagineExtendJob
    | GrokImagineImageJob
    | GrokImagineTextJob
    | GrokImagineUpscaleJob
    | KlingVideoJob
    | OtherJob
    | PixverseExtendJob
    | PixverseImageJob
    | PixverseTextJob
    | PixverseTransitionJob
    | RunwayExtendJob
    | RunwayGenerateJob
    | SeedanceVideoJob
    | TopazUpscaleJob
    | VeoExtendJob
    | VeoFullHdJob
    | VeoGenerateJob
    | VeoUltraHdJob
    | WanEditJob
    | WanImageJob
    | WanTextJob,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/jobs/createTask",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> JobCreatedResponse | KieError | None:
    if response.status_code == 200:
        response_200 = JobCreatedResponse.from_dict(cast(Mapping[str, Any], response.json()))

        return response_200

    if response.status_code == 400:
        response_400 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_400

    if response.status_code == 401:
        response_401 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_401

    if response.status_code == 402:
        response_402 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_402

    if response.status_code == 404:
        response_404 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_404

    if response.status_code == 422:
        response_422 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_422

    if response.status_code == 429:
        response_429 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_429

    if response.status_code == 455:
        response_455 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_455

    if response.status_code == 500:
        response_500 = KieError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[JobCreatedResponse | KieError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: AlephGenerateJob
    | GrokImagineExtendJob
    | GrokImagineImageJob
    | GrokImagineTextJob
    | GrokImagineUpscaleJob
    | KlingVideoJob
    | OtherJob
    | PixverseExtendJob
    | PixverseImageJob
    | PixverseTextJob
    | PixverseTransitionJob
    | RunwayExtendJob
    | RunwayGenerateJob
    | SeedanceVideoJob
    | TopazUpscaleJob
    | VeoExtendJob
    | VeoFullHdJob
    | VeoGenerateJob
    | VeoUltraHdJob
    | WanEditJob
    | WanImageJob
    | WanTextJob,
) -> Response[JobCreatedResponse | KieError]:
    """Create a job

     Starts a task of any model. The charge is taken when the task is created and refunded if it fails
    (reported). An account may start 20 tasks in 10 seconds and run about 100 at once.

    Args:
        body (AlephGenerateJob | GrokImagineExtendJob | GrokImagineImageJob | GrokImagineTextJob | GrokImagineUpscaleJob | KlingVideoJob | OtherJob | PixverseExtendJob | PixverseImageJob | PixverseTextJob | PixverseTransitionJob | RunwayExtendJob | RunwayGenerateJob | SeedanceVideoJob | TopazUpscaleJob | VeoExtendJob | VeoFullHdJob | VeoGenerateJob | VeoUltraHdJob | WanEditJob | WanImageJob | WanTextJob):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JobCreatedResponse | KieError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: AlephGenerateJob
    | GrokImagineExtendJob
    | GrokImagineImageJob
    | GrokImagineTextJob
    | GrokImagineUpscaleJob
    | KlingVideoJob
    | OtherJob
    | PixverseExtendJob
    | PixverseImageJob
    | PixverseTextJob
    | PixverseTransitionJob
    | RunwayExtendJob
    | RunwayGenerateJob
    | SeedanceVideoJob
    | TopazUpscaleJob
    | VeoExtendJob
    | VeoFullHdJob
    | VeoGenerateJob
    | VeoUltraHdJob
    | WanEditJob
    | WanImageJob
    | WanTextJob,
) -> JobCreatedResponse | KieError | None:
    """Create a job

     Starts a task of any model. The charge is taken when the task is created and refunded if it fails
    (reported). An account may start 20 tasks in 10 seconds and run about 100 at once.

    Args:
        body (AlephGenerateJob | GrokImagineExtendJob | GrokImagineImageJob | GrokImagineTextJob | GrokImagineUpscaleJob | KlingVideoJob | OtherJob | PixverseExtendJob | PixverseImageJob | PixverseTextJob | PixverseTransitionJob | RunwayExtendJob | RunwayGenerateJob | SeedanceVideoJob | TopazUpscaleJob | VeoExtendJob | VeoFullHdJob | VeoGenerateJob | VeoUltraHdJob | WanEditJob | WanImageJob | WanTextJob):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JobCreatedResponse | KieError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: AlephGenerateJob
    | GrokImagineExtendJob
    | GrokImagineImageJob
    | GrokImagineTextJob
    | GrokImagineUpscaleJob
    | KlingVideoJob
    | OtherJob
    | PixverseExtendJob
    | PixverseImageJob
    | PixverseTextJob
    | PixverseTransitionJob
    | RunwayExtendJob
    | RunwayGenerateJob
    | SeedanceVideoJob
    | TopazUpscaleJob
    | VeoExtendJob
    | VeoFullHdJob
    | VeoGenerateJob
    | VeoUltraHdJob
    | WanEditJob
    | WanImageJob
    | WanTextJob,
) -> Response[JobCreatedResponse | KieError]:
    """Create a job

     Starts a task of any model. The charge is taken when the task is created and refunded if it fails
    (reported). An account may start 20 tasks in 10 seconds and run about 100 at once.

    Args:
        body (AlephGenerateJob | GrokImagineExtendJob | GrokImagineImageJob | GrokImagineTextJob | GrokImagineUpscaleJob | KlingVideoJob | OtherJob | PixverseExtendJob | PixverseImageJob | PixverseTextJob | PixverseTransitionJob | RunwayExtendJob | RunwayGenerateJob | SeedanceVideoJob | TopazUpscaleJob | VeoExtendJob | VeoFullHdJob | VeoGenerateJob | VeoUltraHdJob | WanEditJob | WanImageJob | WanTextJob):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JobCreatedResponse | KieError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: AlephGenerateJob
    | GrokImagineExtendJob
    | GrokImagineImageJob
    | GrokImagineTextJob
    | GrokImagineUpscaleJob
    | KlingVideoJob
    | OtherJob
    | PixverseExtendJob
    | PixverseImageJob
    | PixverseTextJob
    | PixverseTransitionJob
    | RunwayExtendJob
    | RunwayGenerateJob
    | SeedanceVideoJob
    | TopazUpscaleJob
    | VeoExtendJob
    | VeoFullHdJob
    | VeoGenerateJob
    | VeoUltraHdJob
    | WanEditJob
    | WanImageJob
    | WanTextJob,
) -> JobCreatedResponse | KieError | None:
    """Create a job

     Starts a task of any model. The charge is taken when the task is created and refunded if it fails
    (reported). An account may start 20 tasks in 10 seconds and run about 100 at once.

    Args:
        body (AlephGenerateJob | GrokImagineExtendJob | GrokImagineImageJob | GrokImagineTextJob | GrokImagineUpscaleJob | KlingVideoJob | OtherJob | PixverseExtendJob | PixverseImageJob | PixverseTextJob | PixverseTransitionJob | RunwayExtendJob | RunwayGenerateJob | SeedanceVideoJob | TopazUpscaleJob | VeoExtendJob | VeoFullHdJob | VeoGenerateJob | VeoUltraHdJob | WanEditJob | WanImageJob | WanTextJob):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JobCreatedResponse | KieError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
