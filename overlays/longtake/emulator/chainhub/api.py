"""The API of `https://api.chainhub.tech`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from longtake.emulator.chainhub.credentials import (
    SigningPair,
    StandardWebhooksSigner,
    TokenProblem,
    is_token,
)
from longtake.emulator.chainhub.kling import KINDS
from longtake.emulator.chainhub.operations import PREFIX, KindOperations, KlingContext
from longtake.emulator.chainhub.responses import TOKEN_PROBLEMS
from longtake.emulator.provider import EmulatedProvider, SharedState, bearer_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.faults import Refusal
    from longtake.emulator.responses import ProviderResponse
    from longtake.emulator.validation import Problem

KEY: Final = "emulated-chainhub-key"
PAIR: Final = SigningPair("emulated-kling-access-key", "emulated-kling-secret-key")


class Chainhub(EmulatedProvider):
    """The emulated chainhub.tech.

    Attributes:
        pair: The access key and the secret key of Kling's official clients.
        notices: Whether callbacks contain a short notice of the change in place of the task: Kling has
            both.
    """

    name = "chainhub"
    key_variable = "CHAINHUB_API_KEY"
    success_fields: ClassVar[Mapping[str, Any]] = {"code": 0, "message": "SUCCEED"}

    def __init__(self, shared: SharedState, *, balance: float, parallel: int | None) -> None:
        super().__init__(shared, KEY, balance=balance)
        self.pair = PAIR
        self.notices = False
        self._context = KlingContext(
            self,
            parallel,
            StandardWebhooksSigner(lambda: self.webhook_keys),
            lambda: self.notices,
        )
        operations = [
            KindOperations(declared, self._context)
            for declared in KINDS
            if self.spec.operation("POST", PREFIX + declared.start.path) is not None
        ]
        self.task_kinds = [each.kind for each in operations]
        self.kling = self.task_kind("kling")
        self.endpoints = [endpoint for each in operations for endpoint in each.endpoints]

    def environment(self, origin: str) -> dict[str, str]:
        """Return the address and the keys, those of Kling's official clients too."""
        pair = {
            "KLING_ACCESS_KEY": self.pair.access_key,
            "KLING_SECRET_KEY": self.pair.secret_key,
        }
        return super().environment(origin) | pair

    def is_authorized(self, authorization: str | None) -> bool:
        """Return whether a header contains the account's key, or a valid token of its pair."""
        if super().is_authorized(authorization):
            return True
        token = bearer_token(authorization)
        return token is not None and is_token(token) and self._token_problem(token) is None

    def unauthorized(self, authorization: str | None) -> ProviderResponse:
        """Return HTTP 401: code 1001 without credentials, else the problem of a token, or 1002."""
        if not authorization:
            return self._context.envelope(401, 1001, "Authorization is empty")
        token = bearer_token(authorization)
        problem = None if token is None else self._token_problem(token)
        return self._context.envelope(401, *TOKEN_PROBLEMS[problem or "invalid"])

    def _token_problem(self, token: str) -> TokenProblem | None:
        return self.pair.problem(token, self.shared.clock.now())

    def invalid(self, problems: list[Problem]) -> ProviderResponse:
        """Return code 1201 with the problems."""
        return self._context.invalid("; ".join(map(str, problems)))

    def no_such_path(self) -> ProviderResponse:
        """Return code 1202: method or path is wrong."""
        return self._context.envelope(404, 1202, "The requested method is invalid")

    def refusal(self, refusal: Refusal) -> ProviderResponse:
        """Return a refusal in Kling's envelope."""
        return self._context.refused(refusal)

    def error_code(self, code: int, message: str, status: int) -> ProviderResponse:
        """Return an error code in Kling's envelope."""
        return self._context.envelope(status, code, message)
