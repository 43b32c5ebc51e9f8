"""A program that extends one video in many ways, and a test of it."""

from pathlib import Path

import pytest

from longtake import Kie, SubmitOutcomeUnknown, SubmitResult, Task, as_completed, submit_all
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator


def many_takes(source: str, prompts: list[str], folder: Path) -> list[Path]:
    """Submit all takes, and download each as it ends: the program under test."""

    def store_token(result: SubmitResult[Task]) -> None:
        """Store the token, which finds the task again if this program ends early."""
        if result.error is None:
            with (folder / "tokens.txt").open("a") as tokens:
                tokens.write(f"{result.task.token}\n")

    with Kie() as kie:
        takes = [kie.veo.prepare.extend(task_id=source, prompt=prompt) for prompt in prompts]
        results = submit_all(takes, on_submit=store_token)
        for result in results:
            if isinstance(result.error, SubmitOutcomeUnknown):
                print(f"take {result.index}: {result.error.reconcile()}")  # noqa: T201
        tasks = [result.task for result in results if result.error is None]
        return [
            ended.video.download(folder / f"{ended.task.id}.mp4")
            for ended in as_completed(tasks)
            if ended.error is None
        ]


@pytest.fixture
def source(longtake_environment: dict[str, str]) -> str:
    """Return a first video; `Kie()` finds the emulator from now on."""
    return longtake_environment["KIE_VEO_SOURCE"]


def test_many_takes(source: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True), Fault.refuse("rate_limit"))
    longtake_emulator.kie.veo.next_task(fail="error")
    files = many_takes(source, [f"Take {number}" for number in range(25)], tmp_path)
    # The response to one submission was lost. Another was refused, and sent again.
    assert len((tmp_path / "tokens.txt").read_text().splitlines()) == 24
    assert len(longtake_emulator.ledger.creates) == 25
    assert longtake_emulator.ledger.duplicates() == ()
    assert len(files) in (23, 24)
