from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kling_costs_response import KlingCostsResponse
from ...models.kling_error import KlingError
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    start_time: int,
    end_time: int,
    resource_pack_name: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["start_time"] = start_time

    params["end_time"] = end_time

    params["resource_pack_name"] = resource_pack_name

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/account/costs",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KlingCostsResponse | KlingError | None:
    if response.status_code == 200:
        response_200 = KlingCostsResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[KlingCostsResponse | KlingError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    start_time: int,
    end_time: int,
    resource_pack_name: str | Unset = UNSET,
) -> Response[KlingCostsResponse | KlingError]:
    """List resource packs

     Lists the account's resource packs and what is left of each. Costs nothing. At most one request a
    second is allowed.

    Args:
        start_time (int): The start of the period to list, in milliseconds since 1970-01-01 UTC.
        end_time (int): The end of the period to list, in milliseconds since 1970-01-01 UTC.
        resource_pack_name (str | Unset): The name of one resource pack; all are listed without it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingCostsResponse | KlingError]
    """

    kwargs = _get_kwargs(
        start_time=start_time,
        end_time=end_time,
        resource_pack_name=resource_pack_name,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    start_time: int,
    end_time: int,
    resource_pack_name: str | Unset = UNSET,
) -> KlingCostsResponse | KlingError | None:
    """List resource packs

     Lists the account's resource packs and what is left of each. Costs nothing. At most one request a
    second is allowed.

    Args:
        start_time (int): The start of the period to list, in milliseconds since 1970-01-01 UTC.
        end_time (int): The end of the period to list, in milliseconds since 1970-01-01 UTC.
        resource_pack_name (str | Unset): The name of one resource pack; all are listed without it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingCostsResponse | KlingError
    """

    return sync_detailed(
        client=client,
        start_time=start_time,
        end_time=end_time,
        resource_pack_name=resource_pack_name,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    start_time: int,
    end_time: int,
    resource_pack_name: str | Unset = UNSET,
) -> Response[KlingCostsResponse | KlingError]:
    """List resource packs

     Lists the account's resource packs and what is left of each. Costs nothing. At most one request a
    second is allowed.

    Args:
        start_time (int): The start of the period to list, in milliseconds since 1970-01-01 UTC.
        end_time (int): The end of the period to list, in milliseconds since 1970-01-01 UTC.
        resource_pack_name (str | Unset): The name of one resource pack; all are listed without it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KlingCostsResponse | KlingError]
    """

    kwargs = _get_kwargs(
        start_time=start_time,
        end_time=end_time,
        resource_pack_name=resource_pack_name,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    start_time: int,
    end_time: int,
    resource_pack_name: str | Unset = UNSET,
) -> KlingCostsResponse | KlingError | None:
    """List resource packs

     Lists the account's resource packs and what is left of each. Costs nothing. At most one request a
    second is allowed.

    Args:
        start_time (int): The start of the period to list, in milliseconds since 1970-01-01 UTC.
        end_time (int): The end of the period to list, in milliseconds since 1970-01-01 UTC.
        resource_pack_name (str | Unset): The name of one resource pack; all are listed without it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KlingCostsResponse | KlingError
    """

    return (
        await asyncio_detailed(
            client=client,
            start_time=start_time,
            end_time=end_time,
            resource_pack_name=resource_pack_name,
        )
    ).parsed
