from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kie_error import KieError
from ...models.model_schema_response import ModelSchemaResponse
from ...types import Response, path_segments


def _get_kwargs(
    model: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/models/{model}/schema".format(
            model=path_segments(model),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KieError | ModelSchemaResponse | None:
    if response.status_code == 200:
        response_200 = ModelSchemaResponse.from_dict(cast(Mapping[str, Any], response.json()))

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
) -> Response[KieError | ModelSchemaResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    model: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[KieError | ModelSchemaResponse]:
    """Get the schema of a model

     Returns the OpenAPI 3.1 document of a request for a model, with its callbacks and error codes. It
    does not describe how to read a task. References in the document are not resolved, and may be
    percent-encoded.

    Args:
        model (str): The provider's model id, such as `grok-imagine/extend`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KieError | ModelSchemaResponse]
    """

    kwargs = _get_kwargs(
        model=model,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    model: str,
    *,
    client: AuthenticatedClient | Client,
) -> KieError | ModelSchemaResponse | None:
    """Get the schema of a model

     Returns the OpenAPI 3.1 document of a request for a model, with its callbacks and error codes. It
    does not describe how to read a task. References in the document are not resolved, and may be
    percent-encoded.

    Args:
        model (str): The provider's model id, such as `grok-imagine/extend`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KieError | ModelSchemaResponse
    """

    return sync_detailed(
        model=model,
        client=client,
    ).parsed


async def asyncio_detailed(
    model: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[KieError | ModelSchemaResponse]:
    """Get the schema of a model

     Returns the OpenAPI 3.1 document of a request for a model, with its callbacks and error codes. It
    does not describe how to read a task. References in the document are not resolved, and may be
    percent-encoded.

    Args:
        model (str): The provider's model id, such as `grok-imagine/extend`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KieError | ModelSchemaResponse]
    """

    kwargs = _get_kwargs(
        model=model,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    model: str,
    *,
    client: AuthenticatedClient | Client,
) -> KieError | ModelSchemaResponse | None:
    """Get the schema of a model

     Returns the OpenAPI 3.1 document of a request for a model, with its callbacks and error codes. It
    does not describe how to read a task. References in the document are not resolved, and may be
    percent-encoded.

    Args:
        model (str): The provider's model id, such as `grok-imagine/extend`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KieError | ModelSchemaResponse
    """

    return (
        await asyncio_detailed(
            model=model,
            client=client,
        )
    ).parsed
