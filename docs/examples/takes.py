"""Make a video of each prompt, once, however often this program is killed and started again."""

import sys
from pathlib import Path

from longtake import Chainhub, SubmitOutcomeUnknown, submit_all, wait_all


def main(folder: Path, prompts: list[str]) -> None:
    """Submit what is not submitted yet, wait for the rest, and download what is missing."""
    with Chainhub(journal=folder / "tasks.db") as chainhub:
        results = submit_all(
            chainhub.kling.prepare.text_to_video(
                prompt=prompt, external_task_id=f"take-{number}", reference=f"take-{number}"
            )
            for number, prompt in enumerate(prompts)
        )
        files: dict[str, Path] = {}
        for result in results:
            if isinstance(result.error, SubmitOutcomeUnknown):
                print(f"take-{result.index}: check it at the provider: {result.error}")  # noqa: T201
            else:
                files[result.task.id] = folder / f"take-{result.index}.mp4"
        tasks = [result.task for result in results if result.error is None]
        for ended in wait_all([task for task in tasks if not files[task.id].exists()]):
            ended.video.download(files[ended.task.id])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
