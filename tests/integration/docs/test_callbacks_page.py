"""docs/callbacks.md shows what runs, and names all that there is."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from longtake import callbacks
from longtake.callbacks import Believe, Options
from longtake_pytest import ServedEmulator
from tests.helpers.callback_bodies import KIE_KEY, RECEIVER_SECRET
from tests.helpers.paths import DOCS

PAGE = (DOCS / "callbacks.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_receiver_that_is_shown_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_CALLBACK_SECRET", RECEIVER_SECRET)
    monkeypatch.setenv("KIE_WEBHOOK_KEY", KIE_KEY)
    shown = BLOCKS
    names: dict[str, Any] = {}
    exec(compile(shown[0], "docs/callbacks.md", "exec"), names)  # noqa: S102 - our own page
    assert names["address"].startswith("https://films.example/callbacks/kie/")
    assert names["address"].endswith("/order-17")
    compile(shown[-1], "docs/callbacks.md", "exec")


def test_the_wait_that_is_shown_ends_at_the_call(
    monkeypatch: pytest.MonkeyPatch,
    longtake_emulator: ServedEmulator,
    longtake_environment: dict[str, str],
) -> None:
    monkeypatch.setenv("LONGTAKE_CALLBACK_SECRET", RECEIVER_SECRET)
    (shown,) = (block for block in BLOCKS if "receiver.serving" in block)
    # No vendor is there, and no machine at films.example.
    for vendors, ours in (
        ("veo_task_abc", longtake_environment["KIE_VEO_SOURCE"]),
        ("https://films.example/callbacks", ""),
        ("port=8080", "port=0"),
    ):
        assert vendors in shown
        shown = shown.replace(vendors, ours)
    names: dict[str, Any] = {}
    exec(compile(shown, "docs/callbacks.md", "exec"), names)  # noqa: S102 - our own page
    assert names["video"].url
    (made,) = longtake_emulator.ledger.deliveries
    assert made.status == 200
    assert longtake_emulator.clock.now() - made.time <= 5


def test_each_choice_and_each_linked_file_is_there() -> None:
    for choice in get_args(Believe):
        assert f'| `"{choice}"`' in PAGE
    for option in ("secret", "base_url", "signing_keys", "clients", "believe"):
        assert option in Options.__annotations__
        assert re.search(rf"\b{option}\b", PAGE)
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (DOCS / target).is_file()


def test_everything_public_is_there() -> None:
    for name in callbacks.__all__:
        assert getattr(callbacks, name) is not None
