from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.gen_2_task import Gen2Task
from ...models.useapi_error import UseapiError
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    offset: int,
    limit: int,
    email: str | Unset = UNSET,
    statuses: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["offset"] = offset

    params["limit"] = limit

    params["email"] = email

    params["statuses"] = statuses

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/runwayml/tasks/",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Gen2Task | list[Gen2Task] | UseapiError | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> Gen2Task | list[Gen2Task]:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                response_200_type_0: list[Gen2Task] = []
                _response_200_type_0 = cast(Iterable[Any], data)
                for response_200_type_0_item_data in _response_200_type_0:
                    response_200_type_0_item = Gen2Task.from_dict(
                        cast(Mapping[str, Any], response_200_type_0_item_data)
                    )

                    response_200_type_0.append(response_200_type_0_item)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = Gen2Task.from_dict(cast(Mapping[str, Any], data))

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_400

    if response.status_code == 401:
        response_401 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_401

    if response.status_code == 402:
        response_402 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_402

    if response.status_code == 404:
        response_404 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_404

    if response.status_code == 429:
        response_429 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_429

    if response.status_code == 596:
        response_596 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_596

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Gen2Task | list[Gen2Task] | UseapiError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    email: str | Unset = UNSET,
    statuses: str | Unset = UNSET,
) -> Response[Gen2Task | list[Gen2Task] | UseapiError]:
    """List tasks

     Lists the tasks of a Runway account, those that were started at Runway itself too; `taskType`
    distinguishes Gen-2 from other kinds. May list a task whose submission got no response.

    Args:
        offset (int): How many tasks to leave out at the beginning, at most 1000.
        limit (int): How many tasks to list, at most 1000.
        email (str | Unset): The email address of the Runway account. Required if you have several.
        statuses (str | Unset): Which statuses to list, with commas between them, such as `PENDING,RUNNING,THROTTLED`; all of them if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Gen2Task | list[Gen2Task] | UseapiError]
    """

    kwargs = _get_kwargs(
        offset=offset,
        limit=limit,
        email=email,
        statuses=statuses,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    email: str | Unset = UNSET,
    statuses: str | Unset = UNSET,
) -> Gen2Task | list[Gen2Task] | UseapiError | None:
    """List tasks

     Lists the tasks of a Runway account, those that were started at Runway itself too; `taskType`
    distinguishes Gen-2 from other kinds. May list a task whose submission got no response.

    Args:
        offset (int): How many tasks to leave out at the beginning, at most 1000.
        limit (int): How many tasks to list, at most 1000.
        email (str | Unset): The email address of the Runway account. Required if you have several.
        statuses (str | Unset): Which statuses to list, with commas between them, such as `PENDING,RUNNING,THROTTLED`; all of them if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Gen2Task | list[Gen2Task] | UseapiError
    """

    return sync_detailed(
        client=client,
        offset=offset,
        limit=limit,
        email=email,
        statuses=statuses,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    email: str | Unset = UNSET,
    statuses: str | Unset = UNSET,
) -> Response[Gen2Task | list[Gen2Task] | UseapiError]:
    """List tasks

     Lists the tasks of a Runway account, those that were started at Runway itself too; `taskType`
    distinguishes Gen-2 from other kinds. May list a task whose submission got no response.

    Args:
        offset (int): How many tasks to leave out at the beginning, at most 1000.
        limit (int): How many tasks to list, at most 1000.
        email (str | Unset): The email address of the Runway account. Required if you have several.
        statuses (str | Unset): Which statuses to list, with commas between them, such as `PENDING,RUNNING,THROTTLED`; all of them if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Gen2Task | list[Gen2Task] | UseapiError]
    """

    kwargs = _get_kwargs(
        offset=offset,
        limit=limit,
        email=email,
        statuses=statuses,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    offset: int,
    limit: int,
    email: str | Unset = UNSET,
    statuses: str | Unset = UNSET,
) -> Gen2Task | list[Gen2Task] | UseapiError | None:
    """List tasks

     Lists the tasks of a Runway account, those that were started at Runway itself too; `taskType`
    distinguishes Gen-2 from other kinds. May list a task whose submission got no response.

    Args:
        offset (int): How many tasks to leave out at the beginning, at most 1000.
        limit (int): How many tasks to list, at most 1000.
        email (str | Unset): The email address of the Runway account. Required if you have several.
        statuses (str | Unset): Which statuses to list, with commas between them, such as `PENDING,RUNNING,THROTTLED`; all of them if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Gen2Task | list[Gen2Task] | UseapiError
    """

    return (
        await asyncio_detailed(
            client=client,
            offset=offset,
            limit=limit,
            email=email,
            statuses=statuses,
        )
    ).parsed
