"""The declaration of a provider, made once in the provider's own package."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from longtake._core.key_pair import KeyPairSigning
    from longtake._core.rate_limit import Rate
    from longtake._core.responses import ErrorClassifier, JsonObject, SubmitClassifier


_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


def _never_lists(path: str) -> bool:
    del path
    return False


def _never_fails(path: str) -> tuple[int, ...]:
    del path
    return ()


def _never_succeeds(path: str, body: JsonObject) -> bool:
    del path, body
    return False


class Provider(NamedTuple):
    """A provider and the properties of its API.

    Attributes:
        name: The provider's name in longtake, such as `kie`.
        module: The module with `TASK_KINDS`, the task kinds by name, and with `CALLBACK_SIGNING` if it signs
            callbacks. It is imported when a task is first used.
        key_variable: The environment variable that may hold the key.
        base_url_variable: The environment variable that may hold another base URL.
        base_url: The provider's own base URL.
        key_page: The page where you create keys, for the message of `MissingCredentialsError`.
        classify: Maps an HTTP status and a JSON body to an error.
        rate_limit_window_s: Seconds to wait after a 429 response that has no `Retry-After`.
        classify_submit: Maps a submission and its response to an error, where `classify` reports success.
        resources: The generated module of the client's resources, for `longtake.generate` and
            `longtake.extend`.
        key_pair_signing: How tokens are signed, for a provider that takes a `KeyPair`.
        reference_field: The attribute of bodies that takes the caller's own id of a task, where the provider
            reads a task by it. longtake fills it in, so that every unknown outcome can be determined.
        lists_at: Returns whether the response at a path may be a JSON array instead of an object.
        failing_codes_at: Returns the codes in the body of a response at a path that mean, with a status of
            success, that the task which was read there has failed. Elsewhere they mean another error.
        is_success_at: Returns whether the body of a response at a path is a success in spite of its status
            and code.
        submit_rate: How often an account may start tasks, where the provider documents it.
        path_rates: How often an account may send requests other than submissions and polls, by the path that
            these operations have in common. `/models` also counts `/models/{model}/price`.
        max_running: How many tasks of an account may run at once, where the provider documents it.
        uncharged: The uncharged requests other than GET and DELETE, and whether each may be repeated. They
            come from the generated `operations` module.
        servers: The servers of requests that do not go to `base_url`, such as `POST /files/{id}`. They come
            from the generated `operations` module.
        withdrawn: The operations that the provider has withdrawn, by operationId: the method, and what to use
            in its place. They come from the generated `operations` module.
        balance: The method of a client that reads the balance in credits, where it is up to date.
        server_variables: The environment variables that may hold other URLs of these servers, by server.
    """

    name: str
    module: str
    key_variable: str
    base_url_variable: str
    base_url: str
    key_page: str
    classify: ErrorClassifier
    rate_limit_window_s: float
    classify_submit: SubmitClassifier | None = None
    resources: str = ""
    key_pair_signing: KeyPairSigning | None = None
    reference_field: str | None = None
    lists_at: Callable[[str], bool] = _never_lists
    failing_codes_at: Callable[[str], Collection[int]] = _never_fails
    is_success_at: Callable[[str, JsonObject], bool] = _never_succeeds
    submit_rate: Rate | None = None
    path_rates: Mapping[str, Rate] = _NONE
    max_running: int | None = None
    uncharged: Mapping[str, bool] = _NONE
    servers: Mapping[str, str] = _NONE
    withdrawn: Mapping[str, tuple[str, str]] = _NONE
    balance: str | None = None
    server_variables: Mapping[str, str] = _NONE

    def limited_path(self, path: str) -> str | None:
        """Return the key of `path_rates` that a path is at or below, None for a path without a rate."""
        return next((key for key in self.path_rates if f"{path}/".startswith(f"{key}/")), None)
