"""A program that extends one video in many ways, and a test of it."""

from pathlib import Path

import pytest

from longtake import Kie, SubmitOutcomeUnknown, SubmitResult, Task, as_completed, submit_all
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator


def many_takes(source: str, prompts: list[str], folder: Path) -> list[Path]:
    """Submit all takes, and download each as it ends."""

    def keep(each: SubmitResult[Task]) -> None:
        """Store the token, with which another program can resume the task."""
        if each.error is None:
            with (folder / "tokens.txt").open("a") as tokens:
                tokens.write(f"{each.task.token}\n")

    with Kie() as kie:
        takes = [kie.veo.prepare.extend(task_id=source, prompt=prompt) for prompt in prompts]
        submitted = submit_all(takes, on_submit=keep)
        for each in submitted:
            if isinstance(each.error, SubmitOutcomeUnknown):
                print(f"take {each.index}: {each.error.reconcile()}")  # noqa: T201
        tasks = [each.task for each in submitted if each.error is None]
        return [
            done.video.download(folder / f"{done.task.id}.mp4")
            for done in as_completed(tasks)
            if done.error is None
        ]


@pytest.fixture
def source(longtake_environment: dict[str, str]) -> str:
    """Return the id of a first video. The fixture also lets `Kie()` connect to the emulator."""
    return longtake_environment["KIE_VEO_SOURCE"]


def test_many_takes(source: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True), Fault.refuse("rate_limit"))
    longtake_emulator.kie.veo.next_task(fail="error")
    files = many_takes(source, [f"Take {number}" for number in range(25)], tmp_path)
    # The response to one submission was lost, so its task is unknown. Another one was refused and sent again.
    assert len((tmp_path / "tokens.txt").read_text().splitlines()) == 24
    assert len(longtake_emulator.ledger.creates) == 25
    assert longtake_emulator.ledger.duplicates() == ()
    assert len(files) in (23, 24)
