"""The lines of progress, for a terminal and without one."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from longtake.cli._output import Output
from longtake.cli._progress import Line, Progress, clock_time


def line(state: str = "running", progress: float | None = 0.25) -> Line:
    made = Line("3f2a kie/veo", state, 100.0)
    made.progress, made.is_estimate = progress, True
    return made


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "3f2a kie/veo running     ~25%   0:30  about 1:30 left"),
        (80, "3f2a kie/veo ██░░░░░░░░ running     ~25%   0:30  about 1:30 left"),
        (120, "3f2a kie/veo █████░░░░░░░░░░░░░░░ running     ~25%   0:30  about 1:30 left"),
        (30, "3f2a kie/veo running     ~25%"),
    ],
)
def test_a_line_has_room_in_its_width(width: int, shown: str) -> None:
    text = line().live(130.0, width, 12, is_unicode=True)
    assert text == shown
    assert len(text) < width


def test_a_bar_is_ascii_where_the_terminal_is() -> None:
    assert "##........" in line().live(130.0, 80, 12, is_unicode=False)


def test_an_ended_line_keeps_its_time_and_shows_the_credits() -> None:
    made = line("succeeded", 1.0)
    made.is_estimate, made.credits = False, 60
    made.end(160.0)
    assert made.live(999.0, 60, 12, is_unicode=True).split() == [
        *("3f2a", "kie/veo", "succeeded", "100%", "1:00", "60", "credits"),
    ]
    assert made.plain(999.0) == "3f2a kie/veo: succeeded after 1:00 (60 credits)"


def test_the_credits_are_printed_once_without_a_terminal() -> None:
    made = line("succeeded", None)
    made.credits = 1
    assert made.plain(130.0) == "3f2a kie/veo: succeeded (1 credit)"
    made.state = "downloading"
    assert made.plain(130.0) == "3f2a kie/veo: downloading"
    made.credits = 2
    assert made.plain(130.0) == "3f2a kie/veo: downloading (2 credits)"
    assert made.live(130.0, 60, 12, is_unicode=True).endswith("2 credits")


def test_there_is_no_estimate_at_the_beginning() -> None:
    assert line(progress=0.01).rest_s(130.0) is None
    assert line(progress=None).rest_s(130.0) is None
    assert line("submitted", None).plain(130.0) == "3f2a kie/veo: submitted"


def test_the_estimate_of_a_film_counts_from_its_change() -> None:
    made = line()
    made.ends = 400.0
    assert (made.rest_s(130.0), made.rest_s(500.0)) == (270.0, 0.0)
    made.ends = math.inf
    assert made.plain(130.0) == "3f2a kie/veo: running"


def test_a_failure_has_its_message() -> None:
    made = line("failed", None)
    made.message = "the content was flagged"
    made.end(130.0)
    assert made.plain(130.0) == "3f2a kie/veo: failed after 0:30 (the content was flagged)"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0:00"), (65, "1:05"), (3599.6, "1:00:00"), (3723, "1:02:03")]
)
def test_durations_are_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock_time(seconds) == shown


def test_many_tasks_fit_the_height() -> None:
    progress = Progress(Output())
    for number in range(40):
        progress.add(str(number), f"{number:04} kie/veo")
        progress.update(str(number), "succeeded" if number < 30 else "running", progress=0.5)
    screen = io.StringIO()
    Console(file=screen, width=60, height=12, force_terminal=True).print(progress)
    lines = screen.getvalue().splitlines()
    assert len(lines) == 10
    # Running tasks come first.
    assert "0030 kie/veo running" in lines[0]
    assert "... and 31 more; 30 of 40 have ended" in lines[-1]
