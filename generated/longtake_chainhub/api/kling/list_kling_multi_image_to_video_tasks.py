from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kling_error import KlingError
from ...models.kling_tasks_response import KlingTasksResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["pageNum"] = page_num

    params["pageSize"] = page_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/kling/v1/videos/multi-image2video",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KlingError | KlingTasksResponse | None:
    if response.status_code == 200:
        response_200 = KlingTasksResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[KlingError | KlingTasksResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Response[KlingError | KlingTasksResponse]:
    """List multi-image-to-video tasks

     Lists the account's tasks, page by page (not documented by the reseller). May list a task whose
    submission got no response.

    Args:
        page_num (int | Unset): Which page to list, from 1 to 1000.
        page_size (int | Unset): How many tasks make a page, from 1 to 500.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingError | KlingTasksResponse]
    """

    kwargs = _get_kwargs(
        page_num=page_num,
        page_size=page_size,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> KlingError | KlingTasksResponse | None:
    """List multi-image-to-video tasks

     Lists the account's tasks, page by page (not documented by the reseller). May list a task whose
    submission got no response.

    Args:
        page_num (int | Unset): Which page to list, from 1 to 1000.
        page_size (int | Unset): How many tasks make a page, from 1 to 500.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingError | KlingTasksResponse
    """

    return sync_detailed(
        client=client,
        page_num=page_num,
        page_size=page_size,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Response[KlingError | KlingTasksResponse]:
    """List multi-image-to-video tasks

     Lists the account's tasks, page by page (not documented by the reseller). May list a task whose
    submission got no response.

    Args:
        page_num (int | Unset): Which page to list, from 1 to 1000.
        page_size (int | Unset): How many tasks make a page, from 1 to 500.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingError | KlingTasksResponse]
    """

    kwargs = _get_kwargs(
        page_num=page_num,
        page_size=page_size,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> KlingError | KlingTasksResponse | None:
    """List multi-image-to-video tasks

     Lists the account's tasks, page by page (not documented by the reseller). May list a task whose
    submission got no response.

    Args:
        page_num (int | Unset): Which page to list, from 1 to 1000.
        page_size (int | Unset): How many tasks make a page, from 1 to 500.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingError | KlingTasksResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            page_num=page_num,
            page_size=page_size,
        )
    ).parsed
