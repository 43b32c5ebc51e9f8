"""`extend` for every model, with the same parameters."""

from __future__ import annotations

import atexit
import os
from typing import TYPE_CHECKING, Any, Final, get_args

from longtake._core.task_kind import extension_of
from longtake._core.tokens import read_token
from longtake._providers import Model, entry
from longtake._shell.client import AnyClient, AsyncClient, SyncClient, provider_of
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from longtake._core.callbacks import Callbacks
    from longtake._shell.task import AsyncTask, Task

_MODELS: Final[tuple[str, ...]] = get_args(Model)

_shared: Final[dict[Hashable, SyncClient[Any]]] = {}


def extend(
    model: Model,
    /,
    *,
    source: str,
    prompt: str | None = None,
    seed: int | None = None,
    watermark: str | None = None,
    callback_url: str | None = None,
    callbacks: Callbacks | None = None,
    client: SyncClient[Any] | None = None,
) -> Task:
    """Extend a video with any model.

    The parameters have the same names for every model. A parameter that a model does not support is an error,
    raised before anything is sent: `useapi/gen2` takes no prompt and no watermark, and only `kie/veo` and
    `useapi/gen2` take a seed. For a model's own parameters, use its client, such as `Kie().veo.extend(...)`.

    Args:
        model: `kie/runway`, `kie/veo`, `kie/midjourney`, `useapi/gen2` or `chainhub/kling`.
        source: A task id at kie, an asset id at useapi, a video id at chainhub; or `video.source`.
        prompt: A description of the new part. `kie/midjourney` and `chainhub/kling` do not require one.
        seed: The random seed, for a reproducible result as far as the provider supports it.
        watermark: A text to draw into the video.
        callback_url: The URL to which the provider sends a callback when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        client: The client to use. By default, a shared one with the key from the environment.

    Raises:
        InvalidRequestError: If the model is unknown or does not support a parameter. Nothing was sent.
        MissingCredentialsError: If no key is found.
        SubmitOutcomeUnknown: If it is unknown whether the task was created.
        LongtakeError: If the provider refuses the request.
    """
    provider, kind = _split(model)
    options: dict[str, Any] = {
        "prompt": prompt,
        "seed": seed,
        "watermark": watermark,
        "callback_url": callback_url,
    }
    if client is None:
        # An unsupported parameter is reported before a missing key.
        extension_of(entry(provider).provider, kind, source, options)
        client = shared_client(provider)
    _check_client(client, provider, SyncClient)
    return client.extend(kind, source=source, callbacks=callbacks, **options)


async def extend_async(
    model: Model,
    /,
    *,
    client: AsyncClient[Any],
    source: str,
    prompt: str | None = None,
    seed: int | None = None,
    watermark: str | None = None,
    callback_url: str | None = None,
    callbacks: Callbacks | None = None,
) -> AsyncTask:
    """Extend a video with any model. Await the result.

    The parameters have the same names for every model. A parameter that a model does not support is an error,
    raised before anything is sent: `useapi/gen2` takes no prompt and no watermark, and only `kie/veo` and
    `useapi/gen2` take a seed. For a model's own parameters, use its client, such as
    `AsyncKie().veo.extend(...)`.

    Args:
        model: `kie/runway`, `kie/veo`, `kie/midjourney`, `useapi/gen2` or `chainhub/kling`.
        source: A task id at kie, an asset id at useapi, a video id at chainhub; or `video.source`.
        prompt: A description of the new part. `kie/midjourney` and `chainhub/kling` do not require one.
        seed: The random seed, for a reproducible result as far as the provider supports it.
        watermark: A text to draw into the video.
        callback_url: The URL to which the provider sends a callback when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        client: The client to use. There is no shared one, because a client belongs to an event loop.

    Raises:
        InvalidRequestError: If the model is unknown or does not support a parameter. Nothing was sent.
        SubmitOutcomeUnknown: If it is unknown whether the task was created.
        LongtakeError: If the provider refuses the request.
    """
    provider, kind = _split(model)
    _check_client(client, provider, AsyncClient)
    return await client.extend(
        kind,
        source=source,
        prompt=prompt,
        seed=seed,
        watermark=watermark,
        callback_url=callback_url,
        callbacks=callbacks,
    )


def _split(model: str) -> tuple[str, str]:
    if model not in _MODELS:
        raise InvalidRequestError(f"unknown model {model!r}; expected one of {', '.join(_MODELS)}")
    provider, _, kind = model.partition("/")
    return provider, kind


def _check_client(
    client: AnyClient, provider: str, kind: type[SyncClient[Any] | AsyncClient[Any]]
) -> None:
    if not isinstance(client, kind):
        raise InvalidRequestError(
            f"client must be {entry(provider).sync} for extend, {entry(provider).asynchronous} for "
            f"extend_async, got {type(client).__name__}"
        )
    if provider_of(client).name != provider:
        raise InvalidRequestError(
            f"client must be one for {provider}, got one for {provider_of(client).name}"
        )


def shared_client(provider: str) -> SyncClient[Any]:
    """Return the shared client of a provider. There is one for each process, key and base URL."""
    created = entry(provider).client()
    # Connections do not survive a fork, and the key or base URL in the environment may change.
    client = _shared.setdefault((os.getpid(), provider, created.identity), created)
    if client is created:
        atexit.register(client.close)
    else:
        created.close()
    return client


def from_token(
    token: str, *, client: SyncClient[Any] | None = None, callbacks: Callbacks | None = None
) -> Task:
    """Return the task of a token. The token contains the provider.

    Args:
        token: The value of `task.token`.
        client: The client to use. By default, a shared one with the key from the environment.
        callbacks: The receiver of callbacks, if the task was submitted with its callback URL.

    Raises:
        InvalidRequestError: If the token is invalid, or the client is for another provider.
        MissingCredentialsError: If no key is found.
    """
    if client is None:
        client = shared_client(read_token(token).provider)
    return client.from_token(token, callbacks=callbacks)
