"""The examples of docs/callbacks.md run, and it documents the options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from longtake import callbacks
from longtake.callbacks import ReceiverOptions, Trust
from tests.helpers.callback_bodies import KIE_KEY, RECEIVER_SECRET
from tests.helpers.paths import DOCS

if TYPE_CHECKING:
    import pytest

    from longtake_pytest import ServedEmulator

PAGE = (DOCS / "callbacks.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_first_example_makes_a_receiver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_CALLBACK_SECRET", RECEIVER_SECRET)
    monkeypatch.setenv("KIE_WEBHOOK_KEY", KIE_KEY)
    (shown,) = (block for block in BLOCKS if "async def handle" in block)
    names: dict[str, Any] = {}
    exec(compile(shown, "docs/callbacks.md", "exec"), names)  # noqa: S102 - our own page
    assert names["address"].startswith("https://films.example/callbacks/kie/")
    assert names["address"].endswith("/order-17")
    compile(BLOCKS[-1], "docs/callbacks.md", "exec")


def test_the_wait_of_the_example_ends_with_its_callback(
    monkeypatch: pytest.MonkeyPatch,
    longtake_emulator: ServedEmulator,
    longtake_environment: dict[str, str],
) -> None:
    monkeypatch.setenv("LONGTAKE_CALLBACK_SECRET", RECEIVER_SECRET)
    (shown,) = (block for block in BLOCKS if "receiver.serving" in block)
    # The emulator has another source, and no server is at films.example.
    for original, ours in (
        ("veo_task_abc", longtake_environment["KIE_VEO_SOURCE"]),
        ("https://films.example/callbacks", ""),
        ("port=8080", "port=0"),
    ):
        assert original in shown
        shown = shown.replace(original, ours)
    names: dict[str, Any] = {}
    exec(compile(shown, "docs/callbacks.md", "exec"), names)  # noqa: S102 - our own page
    assert names["video"].url
    (delivery,) = longtake_emulator.ledger.deliveries
    assert delivery.status == 200
    assert longtake_emulator.clock.now() - delivery.time <= 5


def test_each_choice_of_trust_and_each_option_is_documented() -> None:
    for choice in get_args(Trust):
        assert f'| `"{choice}"`' in PAGE
    for option in ("secret", "base_url", "signing_keys", "clients", "trust"):
        assert option in ReceiverOptions.__annotations__
        assert re.search(rf"\b{option}\b", PAGE)


def test_every_public_name_exists() -> None:
    for name in callbacks.__all__:
        assert getattr(callbacks, name) is not None
