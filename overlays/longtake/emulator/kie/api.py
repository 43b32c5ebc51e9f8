"""The API of `https://api.kie.ai`: its task kinds, one account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from attrs import frozen

from longtake.emulator.account import RateWindow
from longtake.emulator.callbacks.signatures import SignedMessage, signature, wrong_key
from longtake.emulator.endpoints import Endpoint, ParsedRequest
from longtake.emulator.kie.aleph import ALEPH
from longtake.emulator.kie.catalogue import Catalogue
from longtake.emulator.kie.jobs import JOBS
from longtake.emulator.kie.midjourney import MIDJOURNEY
from longtake.emulator.kie.operations import KieContext, KindOperations, is_specified
from longtake.emulator.kie.responses import RECORD_IS_NULL, envelope, refused
from longtake.emulator.kie.runway import RUNWAY
from longtake.emulator.kie.uploads import Uploads
from longtake.emulator.kie.upscales import Upscales
from longtake.emulator.kie.veo import VEO
from longtake.emulator.provider import EmulatedProvider, SharedState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from longtake.emulator.account import AccountLimits
    from longtake.emulator.faults import Refusal
    from longtake.emulator.responses import ProviderResponse
    from longtake.emulator.validation import Problem

KEY: Final = "emulated-kie-key"
# In the order in which their first videos are drawn.
KINDS: Final = (RUNWAY, VEO, MIDJOURNEY, JOBS, ALEPH)


class Kie(EmulatedProvider):
    """The emulated kie.ai.

    Attributes:
        missing_record: The message of a read of an unknown task, with code 422; None for code 200 without
            data. kie.ai uses both.
    """

    name = "kie"
    key_variable = "KIE_API_KEY"
    success_fields: ClassVar[Mapping[str, Any]] = {"code": 200, "msg": "success"}
    # The slash of a model id.
    unencoded = "/"

    def __init__(self, shared: SharedState, *, balance: float, limits: AccountLimits) -> None:
        super().__init__(shared, KEY, balance=balance)
        self.missing_record: str | None = RECORD_IS_NULL
        signer = KieSigner(lambda: self.webhook_keys)
        creates = RateWindow(limits.kie_creates, limits.kie_window_s)
        self._context = context = KieContext(self, creates, signer, self._missing)
        operations = [
            KindOperations(declared, context)
            for declared in KINDS
            if is_specified(declared, self.spec)
        ]
        self.task_kinds = [each.kind for each in operations]
        self.endpoints = [endpoint for each in operations for endpoint in each.endpoints]
        self.endpoints.append(Endpoint("other", "GET", "/api/v1/chat/credit", self._read_credit))
        self.catalogue = Catalogue(RateWindow(limits.kie_model_reads, 1.0))
        self.endpoints += self.catalogue.endpoints
        self.endpoints += Uploads(shared).endpoints
        self.endpoints += Upscales(self).endpoints
        self.runway = self.task_kind("runway")
        self.veo = self.task_kind("veo")
        self.midjourney = self.task_kind("midjourney")
        self.jobs = self.task_kind("jobs")

    def unauthorized(self, authorization: str | None) -> ProviderResponse:
        """Return HTTP 200 with code 401, as users of the provider have met it."""
        del authorization
        return refused("unauthorized")

    def invalid(self, problems: list[Problem]) -> ProviderResponse:
        """Return code 422 with the problems."""
        return envelope(422, "; ".join(map(str, problems)))

    def no_such_path(self) -> ProviderResponse:
        """Return HTTP 404: in front of the envelope there is a router."""
        return envelope(404, "The requested resource or endpoint does not exist", status=404)

    def refusal(self, refusal: Refusal) -> ProviderResponse:
        """Return a refusal in the envelope."""
        return refused(refusal)

    def error_code(self, code: int, message: str, status: int) -> ProviderResponse:
        """Return an error code in the envelope."""
        return envelope(code, message, status=status)

    def _missing(self) -> ProviderResponse:
        """Return the response to a read of a task that does not exist or has expired."""
        if self.missing_record is None:
            return envelope(200, "success")
        return envelope(422, self.missing_record)

    def _read_credit(self, request: ParsedRequest) -> ProviderResponse:
        """Return the balance, fractions included."""
        self._context.refund(request.now)
        return envelope(200, "success", self.account.balance)


@frozen
class KieSigner:
    """Signs the task's id and the time, and not the body.

    Attributes:
        keys: Returns the account's keys.
        covers_body: See `Signer`.
    """

    keys: Callable[[], Sequence[str]]
    covers_body: bool = False

    def problem(self) -> str | None:
        """Return that the account has no key; None if it has one."""
        if self.keys():
            return None
        return (
            "kie signs once its account has a key: WebhookKeys(kie=...), or Emulator.webhook_keys"
        )

    def headers(self, message: SignedMessage, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return `X-Webhook-Timestamp` and `X-Webhook-Signature`."""
        keys = self.keys()
        if not keys:
            return {}
        key = keys[0].encode()
        timestamp = str(int(time_s))
        signed = f"{message.task_id}.{timestamp}".encode()
        made = signature(key if true else wrong_key(key), signed)
        return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": made}
