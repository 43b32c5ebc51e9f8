from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kie_error import KieError
from ...models.veo_upscale_response import VeoUpscaleResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    task_id: str,
    index: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["taskId"] = task_id

    params["index"] = index

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/veo/get-1080p-video",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KieError | VeoUpscaleResponse | None:
    if response.status_code == 200:
        response_200 = VeoUpscaleResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[KieError | VeoUpscaleResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
    index: int | Unset = UNSET,
) -> Response[KieError | VeoUpscaleResponse]:
    """Read a video in 1080p

     Makes the 1080p form of a Veo video with the first request, and returns its link once it is ready,
    after 1 to 3 minutes. Until then the code is 500, or 400 or 422 with "processing" in the message
    (not documented by the provider). `get_1080p` returns a task that repeats the request.

    Args:
        task_id (str): The id of the task that made the video. It must have succeeded.
        index (int | Unset): The number of the video in the task, from 0. Without it, the first video is used.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KieError | VeoUpscaleResponse]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
        index=index,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
    index: int | Unset = UNSET,
) -> KieError | VeoUpscaleResponse | None:
    """Read a video in 1080p

     Makes the 1080p form of a Veo video with the first request, and returns its link once it is ready,
    after 1 to 3 minutes. Until then the code is 500, or 400 or 422 with "processing" in the message
    (not documented by the provider). `get_1080p` returns a task that repeats the request.

    Args:
        task_id (str): The id of the task that made the video. It must have succeeded.
        index (int | Unset): The number of the video in the task, from 0. Without it, the first video is used.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KieError | VeoUpscaleResponse
    """

    return sync_detailed(
        client=client,
        task_id=task_id,
        index=index,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
    index: int | Unset = UNSET,
) -> Response[KieError | VeoUpscaleResponse]:
    """Read a video in 1080p

     Makes the 1080p form of a Veo video with the first request, and returns its link once it is ready,
    after 1 to 3 minutes. Until then the code is 500, or 400 or 422 with "processing" in the message
    (not documented by the provider). `get_1080p` returns a task that repeats the request.

    Args:
        task_id (str): The id of the task that made the video. It must have succeeded.
        index (int | Unset): The number of the video in the task, from 0. Without it, the first video is used.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KieError | VeoUpscaleResponse]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
        index=index,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
    index: int | Unset = UNSET,
) -> KieError | VeoUpscaleResponse | None:
    """Read a video in 1080p

     Makes the 1080p form of a Veo video with the first request, and returns its link once it is ready,
    after 1 to 3 minutes. Until then the code is 500, or 400 or 422 with "processing" in the message
    (not documented by the provider). `get_1080p` returns a task that repeats the request.

    Args:
        task_id (str): The id of the task that made the video. It must have succeeded.
        index (int | Unset): The number of the video in the task, from 0. Without it, the first video is used.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KieError | VeoUpscaleResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            task_id=task_id,
            index=index,
        )
    ).parsed
