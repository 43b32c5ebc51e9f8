"""The plan of a batch: its jobs, their entries in the journal, and what is left to do for each."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import define, field, frozen

from longtake.cli._files import is_taken
from longtake.cli._job_requests import Job
from longtake.cli._jobs import Mistake

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    from longtake import Entry, Rate
    from longtake._core.snapshot import VideoFile
    from longtake.cli._context import Cli
    from longtake.cli._job_requests import Batch

# The number of jobs that are read and looked up in the journal together.
_CHUNK: Final = 100

Stage: TypeAlias = Literal["new", "resume", "done", "failed"]
"""The next step of a job. `new`: submit it. `resume`: wait for its task, and download the video. `done`:
nothing. `failed`: nothing, because its task has failed."""


@frozen(kw_only=True)
class BatchOptions:
    """The options of a batch.

    Attributes:
        folder: The folder for the videos.
        retry_failed: Whether to submit a job again if its task has failed.
        overwrite: Whether to replace existing files that the batch did not download.
        max_credits: The maximum cost of the batch in credits at each provider, None for no limit.
        max_pending: The maximum number of tasks that run at once at each provider, None for the provider's
            limit.
        rate: The rate of submissions at each provider, None for the provider's limit.
        timeout: Seconds after which to give up waiting for a task.
        poll: Seconds between polls, None for longtake's schedule.
    """

    folder: Path
    retry_failed: bool = False
    overwrite: bool = False
    max_credits: float | None = None
    max_pending: int | None = None
    rate: Rate | None = None
    timeout: float | None = None
    poll: float | None = None


@frozen
class PlannedJob:
    """A job with its entry in the journal.

    Attributes:
        job: The job.
        entry: The entry of its task, None if there is none.
        stage: What is left to do.
    """

    job: Job
    entry: Entry | None
    stage: Stage

    @property
    def has_succeeded(self) -> bool:
        """Return whether the journal has recorded that the task has succeeded."""
        return self.entry is not None and self.entry.state == "succeeded"


@define
class Group:
    """The jobs of one model and operation.

    Attributes:
        model: The model.
        operation: The operation.
        jobs: The number of jobs.
        to_submit: The number of jobs to submit.
        priced: The published price of the jobs to submit, without those that have none.
        unpriced: The number of jobs to submit that have no published price.
    """

    model: str
    operation: str
    jobs: int = 0
    to_submit: int = 0
    priced: float = 0.0
    unpriced: int = 0

    @property
    def credits(self) -> float | None:
        """Return the published price of the jobs to submit, None if one of them has none."""
        return None if self.unpriced else self.priced


@define
class Plan:
    """The result of checking a file of jobs.

    Attributes:
        file: The name of the file.
        mistakes: The mistakes. If there are any, nothing is sent.
        groups: The jobs by model and operation.
        providers: The providers whose clients are needed.
        spent: The credits of the existing tasks, by provider.
        unpriced: The first job to submit that has no published price.
        running: The number of jobs whose task had not ended at its last poll in an earlier run.
        to_download: The number of jobs whose task has succeeded, and whose videos are missing.
    """

    file: str
    mistakes: list[Mistake] = field(factory=list[Mistake])
    groups: dict[tuple[str, str], Group] = field(factory=dict[tuple[str, str], Group])
    providers: set[str] = field(factory=set[str])
    spent: dict[str, float] = field(factory=dict[str, float])
    unpriced: Job | None = None
    running: int = 0
    to_download: int = 0

    @property
    def jobs(self) -> int:
        """Return the number of jobs."""
        return sum(group.jobs for group in self.groups.values())

    @property
    def prices(self) -> dict[str, float]:
        """Return the published prices of the jobs to submit, without those that have none, by provider."""
        found: dict[str, float] = {}
        for group in self.groups.values():
            if group.priced:
                provider = group.model.partition("/")[0]
                found[provider] = found.get(provider, 0.0) + group.priced
        return found

    def add(self, planned_job: PlannedJob) -> None:
        """Count a job."""
        job, entry = planned_job.job, planned_job.entry
        key = (job.model, job.operation)
        group = self.groups.setdefault(key, Group(*key))
        group.jobs += 1
        if planned_job.stage in {"new", "resume"}:
            self.providers.add(job.provider)
        if entry is not None:
            known = entry.credits if entry.credits is not None else job.credits
            self.spent[job.provider] = self.spent.get(job.provider, 0.0) + (known or 0.0)
        if planned_job.has_succeeded:
            self.to_download += planned_job.stage == "resume"
        else:
            self.running += planned_job.stage == "resume"
        if planned_job.stage != "new":
            return
        group.to_submit += 1
        if job.credits is not None:
            group.priced += job.credits
        else:
            group.unpriced += 1
            self.unpriced = self.unpriced or job


def planned(cli: Cli, batch: Batch, options: BatchOptions, *, needs_journal: bool = True) -> Plan:
    """Read all jobs, and return the plan with all mistakes. Nothing is sent.

    Args:
        cli: The run.
        batch: The jobs.
        options: The options.
        needs_journal: Whether the run must have a journal.

    Raises:
        CommandError: If a journal is required, and it is off.
        OSError: If the file cannot be read.
    """
    plan = Plan(batch.path.name)
    for each in planned_jobs(cli, batch, options, needs_journal=needs_journal):
        if isinstance(each, Mistake):
            plan.mistakes.append(each)
            continue
        mistake = _mistake(plan.file, each, options)
        if mistake is None:
            plan.add(each)
        else:
            plan.mistakes.append(mistake)
    return plan


def planned_jobs(
    cli: Cli, batch: Batch, options: BatchOptions, *, needs_journal: bool = True
) -> Generator[PlannedJob | Mistake]:
    """Read the jobs in groups, and look each group up in the journal."""
    has_journal = needs_journal or cli.clients.has_journal
    lines = batch.read()
    while chunk := list(islice(lines, _CHUNK)):
        references = [each.reference for each in chunk if isinstance(each, Job)]
        entries: dict[tuple[str, str | None], Entry] = {}
        if has_journal and references:
            # The newest task of a reference is the last one. It may have been submitted with another key.
            for entry in cli.clients.journal.tasks(reference=references):
                entries[entry.provider, entry.reference] = entry
        for each in chunk:
            if isinstance(each, Mistake):
                yield each
            else:
                found = entries.get((each.provider, each.reference))
                yield PlannedJob(each, found, _stage(each, found, options))


def output_paths(
    job: Job, folder: Path, videos: Sequence[VideoFile] = ()
) -> dict[Path, VideoFile | None]:
    """Return the path of the file for each video of a job, with the video.

    A part is left out if the task also has the whole video.
    """
    first = (folder / job.output).absolute()
    wholes = [video for video in videos if video.extent == "whole"]
    kept = [video for video in videos if not wholes or video.extent != "part"]
    found: dict[Path, VideoFile | None] = {first: kept[0] if kept else None}
    for number, video in enumerate(kept[1:], start=2):
        found[first.with_stem(f"{first.stem}-{number}")] = video
    return found


def existing_files(paths: Iterable[Path], entry: Entry | None) -> list[Path]:
    """Return those of some paths that the journal lists as downloaded and that still exist."""
    return (
        [] if entry is None else [path for path in paths if path in entry.files and path.exists()]
    )


def _stage(job: Job, entry: Entry | None, options: BatchOptions) -> Stage:
    if entry is None:
        return "new"
    if entry.state in {"failed", "cancelled"}:
        return "new" if options.retry_failed else "failed"
    if entry.state == "succeeded":
        paths = output_paths(job, options.folder, entry.videos)
        if len(existing_files(paths, entry)) == len(paths):
            return "done"
    return "resume"


def _mistake(file: str, planned_job: PlannedJob, options: BatchOptions) -> Mistake | None:
    """Return a conflict of a job with the journal or with an existing file, None if there is none."""
    job, entry = planned_job.job, planned_job.entry
    if entry is not None:
        sent = (entry.operation, entry.digest)
        if sent == (job.start.operation, job.digest):
            return None
        return Mistake(
            file,
            job.line,
            f"the reference {job.reference!r} belongs to another request in the journal: the task "
            f"{entry.id}; choose another reference",
            "reference",
        )
    (path,) = output_paths(job, options.folder)
    if path.is_dir():
        return Mistake(file, job.line, f"must be a file, got the folder {path}", "output")
    if is_taken(path, overwrite=options.overwrite):
        return Mistake(
            file,
            job.line,
            f"the file {path} already exists, and the journal has no task for this job; move the file, or "
            "pass --overwrite",
            "output",
        )
    return None
