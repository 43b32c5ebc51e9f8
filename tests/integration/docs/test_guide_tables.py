"""The tables of the guides agree with the code."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from longtake import Kie, errors
from longtake._providers import PROVIDERS, task_kinds
from longtake.models import MODELS
from tests.helpers.paths import DOCS

if TYPE_CHECKING:
    from longtake._core.task_kind import TaskKind

KINDS: Final[dict[str, TaskKind[Any]]] = {
    f"{provider}/{name}": kind
    for provider in PROVIDERS
    for name, kind in task_kinds(provider).items()
}
KEPT_DAYS: Final = {
    "kie/veo": 14,
    "kie/runway": 14,
    "kie/midjourney": 15,
    "chainhub/kling": 30,
    "kling/kling": 30,
}


def rows(page: str) -> dict[str, str]:
    """Return the rows of a page's tables by the names in their first cells."""
    lines = re.findall(r"^\| (`.*?) \|(.*)$", (DOCS / page).read_text(encoding="utf-8"), re.M)
    return {name: cells for first, cells in lines for name in re.findall(r"`([^`]+)`", first)}


EXTENDING: Final = {
    f"{model.provider}/{model.kinds[0]}" for model in MODELS.values() if model.extend
}


@pytest.mark.parametrize("name", sorted(EXTENDING))
def test_the_guide_to_waiting_has_the_poll_hints(name: str) -> None:
    hints = KINDS[name].poll_hints
    duration, _, interval, shortest = rows("waiting.md")[name].strip("| ").split(" | ")
    assert duration.startswith(f"{hints.median_s:g} s,")
    assert interval.startswith(f"{hints.interval_s:g} s (")
    assert shortest == f"{hints.min_interval_s:g} s"


def test_the_guide_to_downloads_has_the_retention() -> None:
    assert {name: KINDS[name].retention.days for name in KEPT_DAYS} == KEPT_DAYS
    page = (DOCS / "downloading.md").read_text(encoding="utf-8")
    assert "(kie.ai 14 days, Midjourney 15, Kling 30)" in page


def test_every_error_has_a_row() -> None:
    assert set(errors.__all__) - {"LongtakeError"} == rows("errors.md").keys() & set(errors.__all__)


def test_every_option_of_a_client_has_a_row() -> None:
    assert set(inspect.signature(Kie).parameters) <= rows("clients.md").keys()
