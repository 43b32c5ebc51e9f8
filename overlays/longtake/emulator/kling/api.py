"""The API of `https://api-singapore.klingai.com`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from longtake.emulator.account import RateWindow
from longtake.emulator.clock import LATEST, milliseconds
from longtake.emulator.endpoints import Endpoint, ParsedRequest
from longtake.emulator.kling.credentials import (
    SigningPair,
    StandardWebhooksSigner,
    TokenProblem,
    is_token,
)
from longtake.emulator.kling.kinds import KINDS
from longtake.emulator.kling.operations import KindOperations, KlingContext
from longtake.emulator.kling.responses import TOKEN_PROBLEMS
from longtake.emulator.provider import EmulatedProvider, SharedState, bearer_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.account import AccountLimits
    from longtake.emulator.callbacks.signatures import Signer
    from longtake.emulator.faults import Refusal
    from longtake.emulator.responses import ProviderResponse
    from longtake.emulator.validation import Problem

KEY: Final = "emulated-kling-key"
PACK: Final = "Emulated resource pack"
PAIR: Final = SigningPair("emulated-kling-access-key", "emulated-kling-secret-key")


class KlingProvider(EmulatedProvider):
    """An emulated provider with Kling's API.

    Attributes:
        prefix: The path before each of Kling's.
        reads_own_ids: Whether a task is read by its `external_task_id`, which is then unique.
        notices: Whether callbacks contain a short notice of the change in place of the task: Kling has
            both.
    """

    prefix = ""
    reads_own_ids = False
    success_fields: ClassVar[Mapping[str, Any]] = {"code": 0, "message": "SUCCEED"}

    def __init__(
        self,
        shared: SharedState,
        key: str,
        *,
        balance: float,
        parallel: int | None,
        signer: Signer,
    ) -> None:
        super().__init__(shared, key, balance=balance)
        self.notices = False
        self.context = KlingContext(
            self, self.prefix, parallel, signer, lambda: self.notices, self.reads_own_ids
        )
        operations = [
            KindOperations(declared, self.context)
            for declared in KINDS
            if self.spec.operation("POST", self.prefix + declared.start.path) is not None
        ]
        self.task_kinds = [each.kind for each in operations]
        self.kling = self.task_kind("kling")
        self.endpoints = [endpoint for each in operations for endpoint in each.endpoints]

    def unauthorized(self, authorization: str | None) -> ProviderResponse:
        """Return HTTP 401: code 1001 without credentials, else 1002."""
        if not authorization:
            return self.context.envelope(401, 1001, "Authorization is empty")
        return self.context.envelope(401, *TOKEN_PROBLEMS["invalid"])

    def invalid(self, problems: list[Problem]) -> ProviderResponse:
        """Return code 1201 with the problems."""
        return self.context.invalid("; ".join(map(str, problems)))

    def no_such_path(self) -> ProviderResponse:
        """Return code 1202: method or path is wrong."""
        return self.context.envelope(404, 1202, "The requested method is invalid")

    def refusal(self, refusal: Refusal) -> ProviderResponse:
        """Return a refusal in Kling's envelope."""
        return self.context.refused(refusal)

    def error_code(self, code: int, message: str, status: int) -> ProviderResponse:
        """Return an error code in Kling's envelope."""
        return self.context.envelope(status, code, message)


class Kling(KlingProvider):
    """The emulated hosts of Kling itself.

    Attributes:
        pair: The access key and the secret key of the account.
    """

    name = "kling"
    key_variable = "KLING_API_KEY"
    reads_own_ids = True
    reference_field = "external_task_id"

    def __init__(self, shared: SharedState, *, balance: float, limits: AccountLimits) -> None:
        signer = StandardWebhooksSigner(lambda: self.webhook_keys)
        parallel = limits.kling_parallel
        super().__init__(shared, KEY, balance=balance, parallel=parallel, signer=signer)
        self.pair = PAIR
        self._costs_reads = RateWindow(limits.kling_costs_reads, 1.0)
        self.endpoints.append(Endpoint("other", "GET", "/account/costs", self._read_costs))

    def environment(self, origin: str) -> dict[str, str]:
        """Return the address, the key and the key pair."""
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
        token = bearer_token(authorization)
        problem = None if token is None else self._token_problem(token)
        if problem is None:
            return super().unauthorized(authorization)
        return self.context.envelope(401, *TOKEN_PROBLEMS[problem])

    def _token_problem(self, token: str) -> TokenProblem | None:
        return self.pair.problem(token, self.shared.clock.now())

    def _read_costs(self, request: ParsedRequest) -> ProviderResponse:
        """Return the account's one resource pack, which has its whole balance."""
        if self._costs_reads.is_full(request.now):
            return self.context.refused("rate_limit")
        self._costs_reads.add(request.now)
        pack = {
            "resource_pack_name": PACK,
            "resource_pack_id": "emulated-pack",
            "resource_pack_type": "decreasing_total",
            "total_quantity": self.account.balance + self.account.used,
            "remaining_quantity": self.account.balance,
            "purchase_time": 0,
            "effective_time": 0,
            "invalid_time": milliseconds(LATEST),
            "status": "online" if self.account.balance else "runOut",
        }
        wanted = request.query.get("resource_pack_name", PACK) == PACK
        packs = {"code": 0, "msg": "SUCCEED", "resource_pack_subscribe_infos": [pack] * wanted}
        return self.context.envelope(200, 0, "SUCCEED", packs)
