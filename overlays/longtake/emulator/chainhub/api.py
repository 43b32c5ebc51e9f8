"""The API below `https://api.chainhub.tech`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from longtake.emulator.chainhub.errors import TOKEN_FAULTS
from longtake.emulator.chainhub.kling import KINDS
from longtake.emulator.chainhub.section import PREFIX, Section, Shop
from longtake.emulator.chainhub.signing import StandardSigner
from longtake.emulator.chainhub.tokens import SigningPair, TokenFault, is_token
from longtake.emulator.credentials import bearer_token
from longtake.emulator.endpoints import Answer
from longtake.emulator.faults import Refusal
from longtake.emulator.problems import Problem
from longtake.emulator.vendor import House, Vendor

KEY: Final = "emulated-chainhub-key"
PAIR: Final = SigningPair("emulated-kling-access-key", "emulated-kling-secret-key")


class Chainhub(Vendor):
    """The emulated chainhub.tech."""

    name = "chainhub"
    key_variable = "CHAINHUB_API_KEY"
    success_fields: ClassVar[Mapping[str, Any]] = {"code": 0, "message": "SUCCEED"}

    def __init__(self, house: House, *, balance: float, parallel: int | None) -> None:
        super().__init__(house, KEY, balance=balance)
        self.pair = PAIR
        """The access key and the secret key of which Kling's official clients make a token."""
        self.notices = False
        """Call back with a change in few words, not with the task: Kling has both."""
        self._shop = Shop(
            self,
            parallel,
            StandardSigner(lambda: self.webhook_keys),
            lambda: self.notices,
        )
        sections = [
            Section(kind, self._shop)
            for kind in KINDS
            if self.spec.operation("POST", PREFIX + kind.start.path) is not None
        ]
        self.families = [section.family for section in sections]
        self.kling = self.family("kling")
        self.endpoints = [endpoint for section in sections for endpoint in section.endpoints]

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 401, code 1001 without credentials, else 1002, or what is wrong with a token."""
        if not authorization:
            return self._shop.envelope(401, 1001, "Authorization is empty")
        token = bearer_token(authorization)
        fault = None if token is None else self._token_fault(token)
        return self._shop.envelope(401, *TOKEN_FAULTS[fault or "invalid"])

    def is_authorized(self, authorization: str | None) -> bool:
        """Whether a header brings the account's key, or a valid token of its pair."""
        if super().is_authorized(authorization):
            return True
        token = bearer_token(authorization)
        return token is not None and is_token(token) and self._token_fault(token) is None

    def environment(self, origin: str) -> dict[str, str]:
        """Return the address and the keys, those of Kling's official clients too."""
        pair = {
            "KLING_ACCESS_KEY": self.pair.access_key,
            "KLING_SECRET_KEY": self.pair.secret_key,
        }
        return super().environment(origin) | pair

    def _token_fault(self, token: str) -> TokenFault | None:
        return self.pair.fault(token, self.house.clock.now())

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer code 1201 with what is wrong."""
        return self._shop.invalid("; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer code 1202: method or path is wrong."""
        return self._shop.envelope(404, 1202, "The requested method is invalid")

    def refuse(self, refusal: Refusal) -> Answer:
        """Refuse in Kling's envelope."""
        return self._shop.refused(refusal)

    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code in Kling's envelope."""
        return self._shop.envelope(status, code, message)
