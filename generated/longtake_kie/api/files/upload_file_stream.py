from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.file_stream_upload_request import FileStreamUploadRequest
from ...models.file_upload_response import FileUploadResponse
from ...models.kie_error import KieError
from ...types import Response


def _get_kwargs(
    *,
    body: FileStreamUploadRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "https://kieai.redpandaai.co/api/file-stream-upload",
    }

    _kwargs["files"] = body.to_multipart()

    # httpx names the content type and draws the boundary

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> FileUploadResponse | KieError | None:
    if response.status_code == 200:
        response_200 = FileUploadResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[FileUploadResponse | KieError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: FileStreamUploadRequest,
) -> Response[FileUploadResponse | KieError]:
    """Upload a file as a stream

     Stores a file of any size. The request contains its bytes unchanged. Costs nothing. A stored file is
    deleted after 24 hours (other pages of the provider state 3 days). `upload` chooses the operation
    that fits a file.

    Args:
        body (FileStreamUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FileUploadResponse | KieError]
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
    body: FileStreamUploadRequest,
) -> FileUploadResponse | KieError | None:
    """Upload a file as a stream

     Stores a file of any size. The request contains its bytes unchanged. Costs nothing. A stored file is
    deleted after 24 hours (other pages of the provider state 3 days). `upload` chooses the operation
    that fits a file.

    Args:
        body (FileStreamUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FileUploadResponse | KieError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: FileStreamUploadRequest,
) -> Response[FileUploadResponse | KieError]:
    """Upload a file as a stream

     Stores a file of any size. The request contains its bytes unchanged. Costs nothing. A stored file is
    deleted after 24 hours (other pages of the provider state 3 days). `upload` chooses the operation
    that fits a file.

    Args:
        body (FileStreamUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FileUploadResponse | KieError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: FileStreamUploadRequest,
) -> FileUploadResponse | KieError | None:
    """Upload a file as a stream

     Stores a file of any size. The request contains its bytes unchanged. Costs nothing. A stored file is
    deleted after 24 hours (other pages of the provider state 3 days). `upload` chooses the operation
    that fits a file.

    Args:
        body (FileStreamUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FileUploadResponse | KieError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
