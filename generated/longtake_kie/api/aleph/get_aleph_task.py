from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.aleph_task_response import AlephTaskResponse
from ...models.kie_error import KieError
from ...types import UNSET, Response


def _get_kwargs(
    *,
    task_id: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["taskId"] = task_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/aleph/record-info",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AlephTaskResponse | KieError | None:
    if response.status_code == 200:
        response_200 = AlephTaskResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[AlephTaskResponse | KieError]:
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
) -> Response[AlephTaskResponse | KieError]:
    """Get an Aleph task

     Reads a task of Aleph. Polling every 30 seconds is often enough. In its first moments a task may not
    be found (code 422; not documented by the provider).

    Args:
        task_id (str): The id of the task, as the request for the video returned it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AlephTaskResponse | KieError]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
) -> AlephTaskResponse | KieError | None:
    """Get an Aleph task

     Reads a task of Aleph. Polling every 30 seconds is often enough. In its first moments a task may not
    be found (code 422; not documented by the provider).

    Args:
        task_id (str): The id of the task, as the request for the video returned it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AlephTaskResponse | KieError
    """

    return sync_detailed(
        client=client,
        task_id=task_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
) -> Response[AlephTaskResponse | KieError]:
    """Get an Aleph task

     Reads a task of Aleph. Polling every 30 seconds is often enough. In its first moments a task may not
    be found (code 422; not documented by the provider).

    Args:
        task_id (str): The id of the task, as the request for the video returned it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AlephTaskResponse | KieError]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    task_id: str,
) -> AlephTaskResponse | KieError | None:
    """Get an Aleph task

     Reads a task of Aleph. Polling every 30 seconds is often enough. In its first moments a task may not
    be found (code 422; not documented by the provider).

    Args:
        task_id (str): The id of the task, as the request for the video returned it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AlephTaskResponse | KieError
    """

    return (
        await asyncio_detailed(
            client=client,
            task_id=task_id,
        )
    ).parsed
