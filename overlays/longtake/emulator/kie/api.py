"""The API below `https://api.kie.ai`: three families, one account."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from longtake.emulator.endpoints import Answer, Call, Endpoint
from longtake.emulator.faults import Refusal
from longtake.emulator.kie.envelope import RECORD_IS_NULL, envelope, refused
from longtake.emulator.kie.midjourney import MIDJOURNEY
from longtake.emulator.kie.runway import RUNWAY
from longtake.emulator.kie.section import Section, Shop, is_specified
from longtake.emulator.kie.signing import KieSigner
from longtake.emulator.kie.veo import VEO
from longtake.emulator.limits import Window
from longtake.emulator.problems import Problem
from longtake.emulator.vendor import House, Vendor

KEY: Final = "emulated-kie-key"
# In the order in which their first videos are drawn.
KINDS: Final = (RUNWAY, VEO, MIDJOURNEY)


class Kie(Vendor):
    """The emulated kie.ai."""

    name = "kie"
    key_variable = "KIE_API_KEY"
    success_fields: ClassVar[Mapping[str, Any]] = {"code": 200, "msg": "success"}

    def __init__(
        self, house: House, *, balance: float, creates: int | None, window_s: float
    ) -> None:
        super().__init__(house, KEY, balance=balance)
        self.missing_record: str | None = RECORD_IS_NULL
        """What a read of an unknown task says with code 422; None: code 200 without data. Kie says both."""
        signer = KieSigner(lambda: self.webhook_keys)
        shop = Shop(self, Window(creates, window_s), signer, self._missing)
        sections = [Section(kind, shop) for kind in KINDS if is_specified(kind, self.spec)]
        self.families = [section.family for section in sections]
        self.endpoints = [endpoint for section in sections for endpoint in section.endpoints]
        self.endpoints.append(Endpoint("other", "GET", "/api/v1/chat/credit", self._read_credit))
        self.runway = self.family("runway")
        self.veo = self.family("veo")
        self.midjourney = self.family("midjourney")

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 200 with code 401, as users of the vendor meet it."""
        del authorization
        return refused("unauthorized")

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer code 422 with what is wrong."""
        return envelope(422, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer HTTP 404: before the envelope there is a router."""
        return envelope(404, "The requested resource or endpoint does not exist", status=404)

    def refuse(self, refusal: Refusal) -> Answer:
        """Refuse in the envelope."""
        return refused(refusal)

    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code in the envelope."""
        return envelope(code, message, status=status)

    def _missing(self) -> Answer:
        """Answer a read of a task that there is not, or not any longer."""
        if self.missing_record is None:
            return envelope(200, "success")
        return envelope(422, self.missing_record)

    def _read_credit(self, call: Call) -> Answer:
        """Answer with the balance, fractions included."""
        del call
        return envelope(200, "success", self.account.balance)
