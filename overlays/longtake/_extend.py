"""`generate` and `extend` for every model, with the same parameters."""

from __future__ import annotations

import atexit
import os
from typing import TYPE_CHECKING, Any, Final

from longtake._core.tokens import read_token
from longtake._providers import entry
from longtake._shell.client import AnyClient, AsyncClient, SyncClient, provider_of
from longtake.errors import InvalidRequestError
from longtake.models._arguments import find_model, prepared_request

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from longtake._core.callbacks import Callbacks
    from longtake._shell.task import AsyncTask, Task
    from longtake.models import ExtendModel, GenerateModel
    from longtake.models._model import Action, ModelInfo

_shared: Final[dict[Hashable, SyncClient[Any]]] = {}


def generate(
    model: GenerateModel,
    /,
    *,
    prompt: str | None = None,
    image: str | os.PathLike[str] | bytes | None = None,
    duration_s: float | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    watermark: str | None = None,
    options: Mapping[str, object] | None = None,
    callback_url: str | None = None,
    callbacks: Callbacks | None = None,
    reference: str | None = None,
    retry_failed: bool = False,
    client: SyncClient[Any] | None = None,
) -> Task:
    """Make a first video with any model.

    The parameters have the same names for every model. A parameter that a model does not support is an error,
    raised before anything is sent. `options` takes the model's other parameters, by the names that its client
    has. docs/models.md lists what each model takes.

    Args:
        model: A model that makes first videos, such as `kie/veo`.
        prompt: A description of the video.
        image: The URL, path or bytes of an image to begin with. A local file is uploaded first.
        duration_s: The length in seconds.
        aspect_ratio: Width to height, such as `16:9`.
        resolution: The resolution, such as `720p`.
        seed: The random seed, for a reproducible result as far as the provider supports it.
        watermark: A text to draw into the video.
        options: Further parameters by the provider's own names, such as `{"model": "veo3"}`.
        callback_url: The URL to which the provider sends a callback when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        reference: Your own name for the submission; a client with a journal submits it once.
        retry_failed: Whether to submit anew if the task of the same reference has failed.
        client: The client to use. By default, a shared one with the key from the environment.

    Returns:
        The task. Wait for it to get the video.

    Raises:
        InvalidRequestError: If the model is unknown or does not support a parameter. Nothing was sent.
        MissingCredentialsError: If no key is found.
        SubmitOutcomeUnknown: If it is unknown whether the task was created.
        LongtakeError: If the provider cannot be reached, or refuses the request.
    """
    common: dict[str, Any] = {
        "prompt": prompt,
        "image": image,
        "duration_s": duration_s,
        "aspect_ratio": aspect_ratio,
        "resolution": resolution,
        "seed": seed,
        "watermark": watermark,
        "callback_url": callback_url,
    }
    name, client = _client(model, "generate", client, common, options)
    return client.generate(
        name,
        options=options,
        callbacks=callbacks,
        reference=reference,
        retry_failed=retry_failed,
        **common,
    )


async def generate_async(
    model: GenerateModel,
    /,
    *,
    client: AsyncClient[Any],
    prompt: str | None = None,
    image: str | os.PathLike[str] | bytes | None = None,
    duration_s: float | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    watermark: str | None = None,
    options: Mapping[str, object] | None = None,
    callback_url: str | None = None,
    callbacks: Callbacks | None = None,
    reference: str | None = None,
    retry_failed: bool = False,
) -> AsyncTask:
    """Make a first video with any model. Await the result.

    The parameters have the same names for every model. A parameter that a model does not support is an error,
    raised before anything is sent. `options` takes the model's other parameters, by the names that its client
    has. docs/models.md lists what each model takes.

    Args:
        model: A model that makes first videos, such as `kie/veo`.
        prompt: A description of the video.
        image: The URL, path or bytes of an image to begin with. A local file is uploaded first.
        duration_s: The length in seconds.
        aspect_ratio: Width to height, such as `16:9`.
        resolution: The resolution, such as `720p`.
        seed: The random seed, for a reproducible result as far as the provider supports it.
        watermark: A text to draw into the video.
        options: Further parameters by the provider's own names, such as `{"model": "veo3"}`.
        callback_url: The URL to which the provider sends a callback when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        reference: Your own name for the submission; a client with a journal submits it once.
        retry_failed: Whether to submit anew if the task of the same reference has failed.
        client: The client to use. There is no shared one, because a client belongs to an event loop.

    Returns:
        The task. Wait for it to get the video.

    Raises:
        InvalidRequestError: If the model is unknown or does not support a parameter. Nothing was sent.
        SubmitOutcomeUnknown: If it is unknown whether the task was created.
        LongtakeError: If the provider cannot be reached, or refuses the request.
    """
    found = find_model(model, "generate")
    check_client(client, found.provider, AsyncClient, "generate_async")
    common: dict[str, Any] = {
        "prompt": prompt,
        "image": image,
        "duration_s": duration_s,
        "aspect_ratio": aspect_ratio,
        "resolution": resolution,
        "seed": seed,
        "watermark": watermark,
        "callback_url": callback_url,
    }
    return await client.generate(
        _name(found),
        options=options,
        callbacks=callbacks,
        reference=reference,
        retry_failed=retry_failed,
        **common,
    )


def extend(
    model: ExtendModel,
    /,
    *,
    source: str | os.PathLike[str] | bytes,
    prompt: str | None = None,
    duration_s: float | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    watermark: str | None = None,
    options: Mapping[str, object] | None = None,
    callback_url: str | None = None,
    callbacks: Callbacks | None = None,
    reference: str | None = None,
    retry_failed: bool = False,
    client: SyncClient[Any] | None = None,
) -> Task:
    """Extend a video with any model.

    The parameters have the same names for every model. A parameter that a model does not support is an error,
    raised before anything is sent. `options` takes the model's other parameters, by the names that its client
    has. docs/models.md lists what each model takes.

    Args:
        model: A model that extends videos, such as `kie/veo`.
        source: The id of a video, such as `video.source`; for some models also a URL or a local file.
        prompt: A description of the new part. Some models do not require one.
        duration_s: The seconds to add, for models where you can choose them.
        resolution: The resolution of the extension, such as `720p`, for models where you can choose it.
        seed: The random seed, for a reproducible result as far as the provider supports it.
        watermark: A text to draw into the video.
        options: Further parameters by the provider's own names, such as `{"model": "quality"}`.
        callback_url: The URL to which the provider sends a callback when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        reference: Your own name for the submission; a client with a journal submits it once.
        retry_failed: Whether to submit anew if the task of the same reference has failed.
        client: The client to use. By default, a shared one with the key from the environment.

    Returns:
        The task. Wait for it to get the video.

    Raises:
        InvalidRequestError: If the model is unknown or does not support a parameter. Nothing was sent.
        MissingCredentialsError: If no key is found.
        SubmitOutcomeUnknown: If it is unknown whether the task was created.
        LongtakeError: If the provider cannot be reached, or refuses the request.
    """
    common: dict[str, Any] = {
        "source": source,
        "prompt": prompt,
        "duration_s": duration_s,
        "resolution": resolution,
        "seed": seed,
        "watermark": watermark,
        "callback_url": callback_url,
    }
    name, client = _client(model, "extend", client, common, options)
    return client.extend(
        name,
        options=options,
        callbacks=callbacks,
        reference=reference,
        retry_failed=retry_failed,
        **common,
    )


async def extend_async(
    model: ExtendModel,
    /,
    *,
    client: AsyncClient[Any],
    source: str | os.PathLike[str] | bytes,
    prompt: str | None = None,
    duration_s: float | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    watermark: str | None = None,
    options: Mapping[str, object] | None = None,
    callback_url: str | None = None,
    callbacks: Callbacks | None = None,
    reference: str | None = None,
    retry_failed: bool = False,
) -> AsyncTask:
    """Extend a video with any model. Await the result.

    The parameters have the same names for every model. A parameter that a model does not support is an error,
    raised before anything is sent. `options` takes the model's other parameters, by the names that its client
    has. docs/models.md lists what each model takes.

    Args:
        model: A model that extends videos, such as `kie/veo`.
        source: The id of a video, such as `video.source`; for some models also a URL or a local file.
        prompt: A description of the new part. Some models do not require one.
        duration_s: The seconds to add, for models where you can choose them.
        resolution: The resolution of the extension, such as `720p`, for models where you can choose it.
        seed: The random seed, for a reproducible result as far as the provider supports it.
        watermark: A text to draw into the video.
        options: Further parameters by the provider's own names, such as `{"model": "quality"}`.
        callback_url: The URL to which the provider sends a callback when the task has ended.
        callbacks: A `longtake.callbacks.Receiver` of the provider's callbacks. Not with `callback_url`.
        reference: Your own name for the submission; a client with a journal submits it once.
        retry_failed: Whether to submit anew if the task of the same reference has failed.
        client: The client to use. There is no shared one, because a client belongs to an event loop.

    Returns:
        The task. Wait for it to get the video.

    Raises:
        InvalidRequestError: If the model is unknown or does not support a parameter. Nothing was sent.
        SubmitOutcomeUnknown: If it is unknown whether the task was created.
        LongtakeError: If the provider cannot be reached, or refuses the request.
    """
    found = find_model(model, "extend")
    check_client(client, found.provider, AsyncClient, "extend_async")
    common: dict[str, Any] = {
        "source": source,
        "prompt": prompt,
        "duration_s": duration_s,
        "resolution": resolution,
        "seed": seed,
        "watermark": watermark,
        "callback_url": callback_url,
    }
    return await client.extend(
        _name(found),
        options=options,
        callbacks=callbacks,
        reference=reference,
        retry_failed=retry_failed,
        **common,
    )


def _client(
    model: str,
    action: Action,
    client: SyncClient[Any] | None,
    common: Mapping[str, object],
    options: Mapping[str, object] | None,
) -> tuple[str, SyncClient[Any]]:
    """Return the model's name at its provider, and the client to use."""
    found = find_model(model, action)
    if client is None:
        # An unsupported parameter is reported before a missing key.
        prepared_request(
            entry(found.provider).provider, found, action, common, options, uploads=True
        )
        client = shared_client(found.provider)
    check_client(client, found.provider, SyncClient, action)
    return _name(found), client


def _name(model: ModelInfo) -> str:
    """Return the name of a model at its provider, such as `veo`."""
    return model.name.partition("/")[2]


def check_client(
    client: AnyClient,
    provider: str,
    kind: type[SyncClient[Any] | AsyncClient[Any]],
    function: str,
) -> None:
    """Check that a client is one of a provider, and synchronous or asynchronous as a function needs it.

    Raises:
        InvalidRequestError: If it is not.
    """
    if not isinstance(client, kind):
        found = entry(provider)
        expected = found.sync if kind is SyncClient else found.asynchronous
        raise InvalidRequestError(
            f"client must be {expected} for {function}, got {type(client).__name__}"
        )
    if provider_of(client).name != provider:
        raise InvalidRequestError(
            f"client must be a client for {provider}, got one for {provider_of(client).name}"
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
