from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kie_error import KieError
from ...models.models_response import ModelsResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    task_type: str | Unset = UNSET,
    provider: str | Unset = UNSET,
    query: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["taskType"] = task_type

    params["provider"] = provider

    params["q"] = query

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/models",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KieError | ModelsResponse | None:
    if response.status_code == 200:
        response_200 = ModelsResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[KieError | ModelsResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_type: str | Unset = UNSET,
    provider: str | Unset = UNSET,
    query: str | Unset = UNSET,
) -> Response[KieError | ModelsResponse]:
    """List models

     Returns the models that kie.ai offers, all at once, or those that fit every parameter given. If no
    model fits, the list is empty. The four operations of `models` share a limit of one request a second
    per account, which longtake keeps.

    Args:
        task_type (str | Unset): The kind of task, such as `Image to Video`, `Text to Video` or `Video to Video`. Separate several kinds with commas. Without it, models of all kinds.
        provider (str | Unset): The company that made the model, as `provider` of an entry has it. Without it, models of all companies.
        query (str | Unset): A text to search for. Without it, nothing is searched for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KieError | ModelsResponse]
    """

    kwargs = _get_kwargs(
        task_type=task_type,
        provider=provider,
        query=query,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    task_type: str | Unset = UNSET,
    provider: str | Unset = UNSET,
    query: str | Unset = UNSET,
) -> KieError | ModelsResponse | None:
    """List models

     Returns the models that kie.ai offers, all at once, or those that fit every parameter given. If no
    model fits, the list is empty. The four operations of `models` share a limit of one request a second
    per account, which longtake keeps.

    Args:
        task_type (str | Unset): The kind of task, such as `Image to Video`, `Text to Video` or `Video to Video`. Separate several kinds with commas. Without it, models of all kinds.
        provider (str | Unset): The company that made the model, as `provider` of an entry has it. Without it, models of all companies.
        query (str | Unset): A text to search for. Without it, nothing is searched for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KieError | ModelsResponse
    """

    return sync_detailed(
        client=client,
        task_type=task_type,
        provider=provider,
        query=query,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_type: str | Unset = UNSET,
    provider: str | Unset = UNSET,
    query: str | Unset = UNSET,
) -> Response[KieError | ModelsResponse]:
    """List models

     Returns the models that kie.ai offers, all at once, or those that fit every parameter given. If no
    model fits, the list is empty. The four operations of `models` share a limit of one request a second
    per account, which longtake keeps.

    Args:
        task_type (str | Unset): The kind of task, such as `Image to Video`, `Text to Video` or `Video to Video`. Separate several kinds with commas. Without it, models of all kinds.
        provider (str | Unset): The company that made the model, as `provider` of an entry has it. Without it, models of all companies.
        query (str | Unset): A text to search for. Without it, nothing is searched for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KieError | ModelsResponse]
    """

    kwargs = _get_kwargs(
        task_type=task_type,
        provider=provider,
        query=query,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    task_type: str | Unset = UNSET,
    provider: str | Unset = UNSET,
    query: str | Unset = UNSET,
) -> KieError | ModelsResponse | None:
    """List models

     Returns the models that kie.ai offers, all at once, or those that fit every parameter given. If no
    model fits, the list is empty. The four operations of `models` share a limit of one request a second
    per account, which longtake keeps.

    Args:
        task_type (str | Unset): The kind of task, such as `Image to Video`, `Text to Video` or `Video to Video`. Separate several kinds with commas. Without it, models of all kinds.
        provider (str | Unset): The company that made the model, as `provider` of an entry has it. Without it, models of all companies.
        query (str | Unset): A text to search for. Without it, nothing is searched for.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KieError | ModelsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            task_type=task_type,
            provider=provider,
            query=query,
        )
    ).parsed
