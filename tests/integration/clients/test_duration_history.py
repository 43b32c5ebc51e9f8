"""What was seen of durations is kept from one program to the next, and can be lost without harm."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from longtake import AsyncKie, Kie, Task
from longtake._core.polling.durations import MAX_DURATIONS, to_line
from longtake._shell.clock import SystemClock
from longtake._shell.history import DurationFile, DurationHistory, open_history
from longtake.kie._errors import KIE
from longtake.kie._veo import VEO

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator

FILE = "durations.jsonl"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / FILE


@pytest.fixture(autouse=True)
def learned(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients learn, although they speak to an emulator."""

    def learning(*_: object) -> DurationHistory:
        return DurationHistory(DurationFile(file))

    monkeypatch.setattr("longtake._shell.session.open_history", learning)


def extended(kie: Kie, emulator: ServedEmulator) -> Task:
    return kie.veo.extend(task_id=emulator.sources["kie/veo"].id, prompt="On it goes")


def test_a_client_learns_how_long_tasks_take(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, file: Path
) -> None:
    for _ in range(12):
        task = extended(longtake_kie, longtake_emulator)
        submitted = longtake_emulator.clock.now()
        task.wait()
        duration_s = DurationFile(file).of("kie/veo")[-1]
        assert 0 < duration_s <= longtake_emulator.clock.now() - submitted
    assert len(DurationFile(file).of("kie/veo")) == 12
    estimated = DurationHistory(DurationFile(file)).schedule(VEO).durations
    assert estimated.observed == 12
    assert estimated.bends_s < DurationHistory().schedule(VEO).durations.bends_s


@pytest.mark.anyio
async def test_an_async_client_learns_too(longtake_emulator: ServedEmulator, file: Path) -> None:
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        task = await kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
        )
        await task.wait()
    assert len(DurationFile(file).of("kie/veo")) == 1


def test_a_second_wait_adds_no_duration(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, file: Path
) -> None:
    task = extended(longtake_kie, longtake_emulator)
    task.wait()
    task.wait()
    longtake_kie.from_token(task.token).wait()
    assert len(file.read_bytes().splitlines()) == 1


def test_a_failure_adds_no_duration(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, file: Path
) -> None:
    longtake_emulator.kie.veo.next_task(fail="error")
    assert [event.state.ended for event in extended(longtake_kie, longtake_emulator).events()][-1]
    assert not file.exists()


def test_the_next_program_goes_on_from_there(file: Path) -> None:
    for duration_s in (100.0, 110.0, 120.0):
        DurationFile(file).add("kie/veo", duration_s)
    assert DurationFile(file).of("kie/veo") == (100.0, 110.0, 120.0)
    assert DurationFile(file).of("kie/runway") == ()


def test_the_estimate_changes_when_a_tenth_of_the_durations_is_new(file: Path) -> None:
    durations = DurationFile(file)
    changes = 0
    before = durations.of("kie/veo")
    for count in range(100):
        durations.add("kie/veo", 100.0 + count)
        changes += durations.of("kie/veo") is not before
        before = durations.of("kie/veo")
    assert before[:3] == (100.0, 101.0, 102.0)
    assert len(before) > 90
    assert changes < 40


def test_changed_durations_count_at_once(file: Path) -> None:
    durations = DurationFile(file)
    for count in range(MAX_DURATIONS):
        durations.add("kie/veo", 100.0 + count % 10)
    for count in range(10):
        durations.add("kie/veo", 400.0 * 1.2 ** (count % 5 - 2))
    estimated = DurationHistory(durations).schedule(VEO).durations
    assert estimated.observed <= 10
    assert estimated.median_s == pytest.approx(400, rel=0.2)


def test_the_file_stays_small_and_keeps_the_latest(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(to_line("kie/runway", 70) + to_line("kie/veo", 300) * 9000)
    DurationFile(file).add("kie/veo", 400)
    assert file.stat().st_size < 10_000
    again = DurationFile(file)
    assert again.of("kie/veo")[-2:] == (300.0, 400.0)
    assert len(again.of("kie/veo")) == MAX_DURATIONS
    assert again.of("kie/runway") == (70.0,)
    assert [path.name for path in file.parent.iterdir()] == [FILE]


def test_a_huge_file_is_read_from_its_end(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(to_line("kie/veo", 100) * 100_000 + to_line("kie/veo", 400))
    assert DurationFile(file).of("kie/veo")[-1] == 400


def test_other_users_cannot_read_the_file(file: Path) -> None:
    DurationFile(file).add("kie/veo", 100)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_of_nonsense_is_the_same_as_none(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\x00nonsense\n" * 50)
    durations = DurationFile(file)
    assert durations.of("kie/veo") == ()
    durations.add("kie/veo", 100)
    assert DurationFile(file).of("kie/veo") == (100.0,)


def test_a_folder_in_its_place_does_no_harm(file: Path) -> None:
    file.mkdir(parents=True)
    durations = DurationFile(file)
    assert durations.of("kie/veo") == ()
    durations.add("kie/veo", 100)
    assert durations.of("kie/veo") == (100.0,)


def test_a_pipe_in_place_of_the_file_blocks_nothing(file: Path) -> None:
    file.parent.mkdir()
    os.mkfifo(file)
    durations = DurationFile(file)
    durations.add("kie/veo", 100)
    assert durations.of("kie/veo") == (100.0,)


def test_a_file_in_the_folders_place_does_no_harm(file: Path) -> None:
    file.parent.write_text("a file")
    durations = DurationFile(file)
    durations.add("kie/veo", 100)
    assert durations.of("kie/veo") == (100.0,)


def test_where_nothing_can_be_written_nothing_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "read-only")

    monkeypatch.setattr(os, "open", refused)
    durations = DurationFile(file)
    durations.add("kie/veo", 100)
    assert durations.of("kie/veo") == (100.0,)
    assert not file.exists()


def test_several_processes_lose_nothing(file: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from longtake._shell.history import DurationFile\n"
        "durations = DurationFile(Path(sys.argv[1]))\n"
        "for count in range(100): durations.add(sys.argv[2], 50 + count)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(file), name])  # noqa: S603 - our own
        for name in ("a", "b", "c")
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    durations = DurationFile(file)
    assert {name: len(durations.of(name)) for name in "abc"} == {"a": 100, "b": 100, "c": 100}


def test_durations_are_learned_at_the_providers_base_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_CACHE", str(tmp_path))
    experience = open_history(KIE, KIE.base_url, SystemClock(), None)
    assert experience.durations is not None
    experience.durations.add("kie/veo", 77)
    assert experience.schedule(VEO).durations.observed == 1
    assert (tmp_path / FILE).exists()


def test_other_addresses_have_their_own_durations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_CACHE", str(tmp_path))
    own = open_history(KIE, KIE.base_url, SystemClock(), None)
    other = open_history(KIE, "https://proxy.example/kie", SystemClock(), None)
    assert own.durations is other.durations
    assert own.durations is not None
    own.durations.add("kie/veo", 77)
    assert other.schedule(VEO).durations.observed == 0


class OtherClock(SystemClock):
    """A test's clock."""


@pytest.mark.parametrize(
    ("address", "clock", "transport"),
    [
        ("http://127.0.0.1:8000", SystemClock(), None),
        ("http://[::1]:8000/kie", SystemClock(), None),
        ("http://localhost:8000", SystemClock(), None),
        ("http://emulator.test", SystemClock(), None),
        (KIE.base_url, OtherClock(), None),
        (KIE.base_url, SystemClock(), object()),
    ],
)
def test_no_durations_are_learned_from_tests_and_demonstrations(
    address: str,
    clock: SystemClock,
    transport: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LONGTAKE_CACHE", str(tmp_path))
    assert open_history(KIE, address, clock, transport) == DurationHistory()


def test_the_duration_history_can_be_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_CACHE", "off")
    assert open_history(KIE, KIE.base_url, SystemClock(), None) == DurationHistory()


ADDING = """
import sys
from pathlib import Path
from longtake._shell.history import DurationFile

durations = DurationFile(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read(1)
for count in range(200):
    durations.add(sys.argv[2], 50.0 + count)
"""


def test_processes_that_start_it_anew_at_the_same_time_do_not_spoil_it(file: Path) -> None:
    file.parent.mkdir()
    line_b = len(to_line("kie/veo", 300.0))
    file.write_bytes(to_line("kie/veo", 300.0) * (128 * 1024 // line_b - 20))
    before = file.stat().st_ino
    running = [
        subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-c", ADDING, str(file), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("a", "b", "c", "d")
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        process.communicate(b"go")
    assert [process.returncode for process in running] == [0, 0, 0, 0]
    assert file.stat().st_ino != before
    lines = file.read_bytes().splitlines(keepends=True)
    whole = {to_line(name, 50.0 + count) for name in "abcd" for count in range(200)}
    assert set(lines) <= whole | {to_line("kie/veo", 300.0)}
    assert [path.name for path in file.parent.iterdir()] == [FILE]
    durations = DurationFile(file)
    assert len(durations.of("kie/veo")) == MAX_DURATIONS
    # What one adds to the old file while another starts it anew is lost. The most is not.
    assert sum(len(durations.of(name)) for name in "abcd") > 400


def test_a_line_that_a_full_disk_cut_off_spoils_the_next_at_most(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int, content: bytes) -> int:
        written(handle, content[:5])
        raise OSError(28, "no space left on device")

    written = os.write
    durations = DurationFile(file)
    durations.add("kie/veo", 100)
    monkeypatch.setattr(os, "write", full)
    durations.add("kie/veo", 200)
    monkeypatch.setattr(os, "write", written)
    durations.add("kie/veo", 300)
    durations.add("kie/veo", 400)
    assert durations.of("kie/veo") == (100.0, 200.0, 300.0, 400.0)
    assert DurationFile(file).of("kie/veo") == (100.0, 400.0)


def test_lines_of_a_later_version_are_left_alone(file: Path) -> None:
    later = b'{"v": 2, "family": "kie/veo", "s": 9}\n["kie/veo", 9.0, "720p"]\n["kie/veo", "9"]\n'
    file.parent.mkdir()
    file.write_bytes(later)
    durations = DurationFile(file)
    durations.add("kie/veo", 100)
    assert durations.of("kie/veo") == (100.0,)
    assert file.read_bytes().startswith(later)


def test_what_is_lost_meanwhile_is_begun_anew(file: Path) -> None:
    durations = DurationFile(file)
    durations.add("kie/veo", 100)
    file.unlink()
    file.parent.rmdir()
    durations.add("kie/veo", 200)
    assert durations.of("kie/veo") == (100.0, 200.0)
    assert DurationFile(file).of("kie/veo") == (200.0,)


def test_a_password_in_an_address_is_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_CACHE", str(tmp_path))
    address = "https://user:canary-word@proxy.example:8443/kie"
    experience = open_history(KIE, address, SystemClock(), None)
    assert experience.place == " at proxy.example:8443"
