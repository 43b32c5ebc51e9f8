"""How kie.ai signs its callbacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from longtake.emulator.calling.signing import Message, another, signature


@frozen
class KieSigner:
    """Signs the task's id and the time, and not the body."""

    keys: Callable[[], Sequence[str]]
    covers_body: bool = False

    def problem(self) -> str | None:
        """Say that the account has no key, if it has none."""
        if self.keys():
            return None
        return (
            "kie signs once its account has a key: WebhookKeys(kie=...), or Emulator.webhook_keys"
        )

    def headers(self, message: Message, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return `X-Webhook-Timestamp` and `X-Webhook-Signature`."""
        keys = self.keys()
        if not keys:
            return {}
        key = keys[0].encode()
        timestamp = str(int(time_s))
        signed = f"{message.task_id}.{timestamp}".encode()
        signed_with = signature(key if true else another(key), signed)
        return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": signed_with}
