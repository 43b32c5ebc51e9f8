from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.gen_2_task import Gen2Task
from ...models.gen_2_task_envelope import Gen2TaskEnvelope
from ...models.useapi_error import UseapiError
from ...types import Response, path_segment


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/runwayml/tasks/{task_id}".format(
            task_id=path_segment(task_id),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Gen2Task | Gen2TaskEnvelope | UseapiError | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> Gen2Task | Gen2TaskEnvelope:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = Gen2TaskEnvelope.from_dict(cast(Mapping[str, Any], data))

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
) -> Response[Gen2Task | Gen2TaskEnvelope | UseapiError]:
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
) -> Response[Gen2Task | Gen2TaskEnvelope | UseapiError]:
    """Get a task

     Reads a task.

    Args:
        task_id (str): The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Gen2Task | Gen2TaskEnvelope | UseapiError]
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
) -> Gen2Task | Gen2TaskEnvelope | UseapiError | None:
    """Get a task

     Reads a task.

    Args:
        task_id (str): The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Gen2Task | Gen2TaskEnvelope | UseapiError
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Gen2Task | Gen2TaskEnvelope | UseapiError]:
    """Get a task

     Reads a task.

    Args:
        task_id (str): The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Gen2Task | Gen2TaskEnvelope | UseapiError]
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
) -> Gen2Task | Gen2TaskEnvelope | UseapiError | None:
    """Get a task

     Reads a task.

    Args:
        task_id (str): The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Gen2Task | Gen2TaskEnvelope | UseapiError
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
        )
    ).parsed
