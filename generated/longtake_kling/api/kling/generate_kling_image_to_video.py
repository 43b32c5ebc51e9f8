from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kling_error import KlingError
from ...models.kling_image_to_video_request import KlingImageToVideoRequest
from ...models.kling_response import KlingResponse
from ...types import Response


def _get_kwargs(
    *,
    body: KlingImageToVideoRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/videos/image2video",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
    *,
    client: AuthenticatedClient | Client,
    body: KlingImageToVideoRequest,
) -> Response[KlingError | KlingResponse]:
    """Generate a video from an image

     Makes a video of five or ten seconds that begins with an image; kling-v3 makes 3 to 15 seconds.
    Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended for 30 days, by their id
    (`video.source`).

    Args:
        body (KlingImageToVideoRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingError | KlingResponse]
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
    body: KlingImageToVideoRequest,
) -> KlingError | KlingResponse | None:
    """Generate a video from an image

     Makes a video of five or ten seconds that begins with an image; kling-v3 makes 3 to 15 seconds.
    Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended for 30 days, by their id
    (`video.source`).

    Args:
        body (KlingImageToVideoRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingError | KlingResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: KlingImageToVideoRequest,
) -> Response[KlingError | KlingResponse]:
    """Generate a video from an image

     Makes a video of five or ten seconds that begins with an image; kling-v3 makes 3 to 15 seconds.
    Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended for 30 days, by their id
    (`video.source`).

    Args:
        body (KlingImageToVideoRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingError | KlingResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: KlingImageToVideoRequest,
) -> KlingError | KlingResponse | None:
    """Generate a video from an image

     Makes a video of five or ten seconds that begins with an image; kling-v3 makes 3 to 15 seconds.
    Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended for 30 days, by their id
    (`video.source`).

    Args:
        body (KlingImageToVideoRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingError | KlingResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
