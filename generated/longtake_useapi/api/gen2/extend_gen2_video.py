from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.gen_2_busy_error import Gen2BusyError
from ...models.gen_2_extend_form import Gen2ExtendForm
from ...models.gen_2_extend_request import Gen2ExtendRequest
from ...models.gen_2_task import Gen2Task
from ...models.useapi_error import UseapiError
from ...types import Response


def _get_kwargs(
    *,
    body: Gen2ExtendRequest | Gen2ExtendForm,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/runwayml/gen2/extend",
    }

    if isinstance(body, Gen2ExtendRequest):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"
    if isinstance(body, Gen2ExtendForm):
        _kwargs["files"] = body.to_multipart()

        # httpx names the content type and draws the boundary

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Gen2BusyError | UseapiError | Gen2Task | UseapiError | None:
    if response.status_code == 200:
        response_200 = Gen2Task.from_dict(cast(Mapping[str, Any], response.json()))

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

    if response.status_code == 412:
        response_412 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_412

    if response.status_code == 422:
        response_422 = UseapiError.from_dict(cast(Mapping[str, Any], response.json()))

        return response_422

    if response.status_code == 429:

        def _parse_response_429(data: object) -> Gen2BusyError | UseapiError:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_429_type_0 = Gen2BusyError.from_dict(cast(Mapping[str, Any], data))

                return response_429_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_429_type_1 = UseapiError.from_dict(cast(Mapping[str, Any], data))

            return response_429_type_1

        response_429 = _parse_response_429(response.json())

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
) -> Response[Gen2BusyError | UseapiError | Gen2Task | UseapiError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: Gen2ExtendRequest | Gen2ExtendForm,
) -> Response[Gen2BusyError | UseapiError | Gen2Task | UseapiError]:
    """Extend the video by 4 seconds

     Extending Gen-2 generations.

    Args:
        body (Gen2ExtendRequest):
        body (Gen2ExtendForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Gen2BusyError | UseapiError | Gen2Task | UseapiError]
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
    body: Gen2ExtendRequest | Gen2ExtendForm,
) -> Gen2BusyError | UseapiError | Gen2Task | UseapiError | None:
    """Extend the video by 4 seconds

     Extending Gen-2 generations.

    Args:
        body (Gen2ExtendRequest):
        body (Gen2ExtendForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Gen2BusyError | UseapiError | Gen2Task | UseapiError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: Gen2ExtendRequest | Gen2ExtendForm,
) -> Response[Gen2BusyError | UseapiError | Gen2Task | UseapiError]:
    """Extend the video by 4 seconds

     Extending Gen-2 generations.

    Args:
        body (Gen2ExtendRequest):
        body (Gen2ExtendForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Gen2BusyError | UseapiError | Gen2Task | UseapiError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: Gen2ExtendRequest | Gen2ExtendForm,
) -> Gen2BusyError | UseapiError | Gen2Task | UseapiError | None:
    """Extend the video by 4 seconds

     Extending Gen-2 generations.

    Args:
        body (Gen2ExtendRequest):
        body (Gen2ExtendForm):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Gen2BusyError | UseapiError | Gen2Task | UseapiError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
