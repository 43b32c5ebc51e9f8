"""The provider-neutral call: one name for every family, the same names for what all of them understand."""

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
    """Extend a video, in the same words for every provider.

    Each model has its own names for these. What a model cannot do is refused before anything is sent:
    `useapi/gen2` takes no prompt and no watermark, only `kie/veo` and `useapi/gen2` take a seed. For a
    model's own parameters, use its client, such as `Kie().veo.extend(...)`.

    Args:
        model: `kie/runway`, `kie/veo`, `kie/midjourney`, `useapi/gen2` or `chainhub/kling`.
        source: A task id at kie, an asset id at useapi, a video id at chainhub; or `video.source`.
        prompt: What should happen next. `kie/midjourney` and `chainhub/kling` need none.
        seed: Makes the result repeatable, as far as the provider can.
        watermark: A string to draw into the video.
        callback_url: Where the provider posts to when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        client: The client to use. Otherwise one with the key of the environment, shared by all calls.

    Raises:
        InvalidRequestError: If there is no such model, or it cannot do what is asked. Nothing was sent.
        MissingCredentialsError: If there is no key.
        SubmitOutcomeUnknown: If nobody can tell whether the task was made.
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
        # Whether it can be done comes before whether there is a key.
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
    """Extend a video, in the same words for every provider. Await the result.

    Each model has its own names for these. What a model cannot do is refused before anything is sent:
    `useapi/gen2` takes no prompt and no watermark, only `kie/veo` and `useapi/gen2` take a seed. For a
    model's own parameters, use its client, such as `AsyncKie().veo.extend(...)`.

    Args:
        model: `kie/runway`, `kie/veo`, `kie/midjourney`, `useapi/gen2` or `chainhub/kling`.
        source: A task id at kie, an asset id at useapi, a video id at chainhub; or `video.source`.
        prompt: What should happen next. `kie/midjourney` and `chainhub/kling` need none.
        seed: Makes the result repeatable, as far as the provider can.
        watermark: A string to draw into the video.
        callback_url: Where the provider posts to when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        client: The client to use: it belongs to your event loop, so none is shared.

    Raises:
        InvalidRequestError: If there is no such model, or it cannot do what is asked. Nothing was sent.
        SubmitOutcomeUnknown: If nobody can tell whether the task was made.
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
            f"the client given is for {provider_of(client).name}, and the model is at {provider}"
        )


def shared_client(provider: str) -> SyncClient[Any]:
    """Return the provider's client that calls without one share: one for each process, key and address."""
    made = entry(provider).client()
    # Connections do not survive a fork, and a key or an address may be corrected in the environment.
    client = _shared.setdefault((os.getpid(), provider, made.identity), made)
    if client is made:
        atexit.register(client.close)
    else:
        made.close()
    return client


def from_token(
    token: str, *, client: SyncClient[Any] | None = None, callbacks: Callbacks | None = None
) -> Task:
    """Return the task that a token stands for. The token says which provider has it.

    Args:
        token: The value of `task.token`.
        client: The client to use. Otherwise one with the key of the environment, shared by all calls.
        callbacks: What receives callbacks, if the task was submitted with its address.

    Raises:
        InvalidRequestError: If it is no token, or the client is for another provider.
        MissingCredentialsError: If there is no key.
    """
    if client is None:
        client = shared_client(read_token(token).provider)
    return client.from_token(token, callbacks=callbacks)
