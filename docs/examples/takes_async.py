"""The same for an asynchronous client, under asyncio."""

import asyncio
import sys
from pathlib import Path

from longtake import AsyncChainhub, SubmitOutcomeUnknown, submit_all_async, wait_all_async


async def main(folder: Path, prompts: list[str]) -> None:
    """Submit what is not submitted yet, wait for the rest, and download what is missing."""
    async with AsyncChainhub(journal=folder / "tasks.db") as chainhub:
        results = await submit_all_async(
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
        for ended in await wait_all_async([task for task in tasks if not files[task.id].exists()]):
            await ended.video.download(files[ended.task.id])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
