from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kling_error import KlingError
from ...models.kling_response import KlingResponse
from ...types import Response, path_segment


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/videos/multi-image2video/{task_id}".format(
            task_id=path_segment(task_id),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KlingError | KlingResponse | None:
    if response.status_code == 200:
        response_200 = KlingResponse.from_dict(cast(Mapping[str, Any], response.json()))

        return response_200

    if response.status_code == 400:
        response_400 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_400

    if response.status_code == 401:
        response_401 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_401

    if response.status_code == 403:
        response_403 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_403

    if response.status_code == 404:
        response_404 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_404

    if response.status_code == 429:
        response_429 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_429

    if response.status_code == 500:
        response_500 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_500

    if response.status_code == 503:
        response_503 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_503

    if response.status_code == 504:
        response_504 = KlingError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_504

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[KlingError | KlingResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[KlingError | KlingResponse]:
    """Get a multi-image-to-video task

     Reads a task that makes a video from several images. Costs nothing.

    Args:
        task_id (str): The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingError | KlingResponse]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> KlingError | KlingResponse | None:
    """Get a multi-image-to-video task

     Reads a task that makes a video from several images. Costs nothing.

    Args:
        task_id (str): The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingError | KlingResponse
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[KlingError | KlingResponse]:
    """Get a multi-image-to-video task

     Reads a task that makes a video from several images. Costs nothing.

    Args:
        task_id (str): The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingError | KlingResponse]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> KlingError | KlingResponse | None:
    """Get a multi-image-to-video task

     Reads a task that makes a video from several images. Costs nothing.

    Args:
        task_id (str): The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingError | KlingResponse
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
        )
    ).parsed
