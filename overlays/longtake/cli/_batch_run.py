"""One run of a batch: submits, waits and downloads, and records the result of each job."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shlex import quote
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict

from longtake import Change, State, WaitResult
from longtake._core.values import counted
from longtake._shell.client import hooks_of
from longtake._shell.submit_all import SubmitResult
from longtake._shell.video import download_beside
from longtake.cli._batch_plan import existing_files, output_paths, planned_jobs
from longtake.cli._batch_view import BatchView, Tally
from longtake.cli._columns import shown_path
from longtake.cli._errors import CommandError, Status, message_of, problem_of, reported_as
from longtake.cli._jobs import Mistake
from longtake.cli._pipeline import CallResult, Pipeline
from longtake.cli._results import job_result, task_result
from longtake.cli._waiting import running_in, stopped
from longtake.errors import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    LongtakeError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    TaskFailedError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake import Prepared, Task
    from longtake.cli._batch_plan import BatchOptions, Plan, PlannedJob
    from longtake.cli._context import Cli
    from longtake.cli._job_requests import Batch, Job
    from longtake.cli._pipeline import PipelineEvent
    from longtake.cli._results import Results

_DEFAULT_PENDING: Final = 10
_PAUSE_ADVICE: Final[Mapping[type[LongtakeError], str]] = {
    InsufficientCreditsError: "Add credits at the provider.",
    ServiceUnavailableError: "Wait until the provider can be reached.",
    InvalidRequestError: "Make sure that the files can be written.",
}
# After this many submissions in a row that fail because a provider is unavailable, the batch is paused.
_MAX_UNAVAILABLE: Final = 5
# The longest wait for downloads to end after Ctrl-C, and the pause between checks.
_STOP_S: Final = 2.0
_STOP_STEP_S: Final = 0.02


class BatchRun:
    """One run of a batch.

    Args:
        cli: The run of the command.
        batch: The jobs.
        options: The options.
        plan: The plan.
        results: The file of results.
    """

    def __init__(
        self, cli: Cli, batch: Batch, options: BatchOptions, plan: Plan, results: Results
    ) -> None:
        self._cli = cli
        self._batch = batch
        self._options = options
        self._plan = plan
        self._results = results
        self._tally = Tally(total=plan.jobs)
        self._view = BatchView(cli.output, self._tally)
        self._jobs: dict[int, PlannedJob] = {}
        self._tasks: dict[int, Task] = {}
        self._spent = dict(plan.spent)
        self._statuses = Counter[int]()
        self._unavailable = Counter[str]()
        self._pause: LongtakeError | None = None
        self._exhausted: set[str] = set()
        self._is_stopped = Event()
        self._downloading: set[int] = set()
        self._planned = planned_jobs(cli, batch, options)
        self._pipeline = Pipeline(self._feed, poll=options.poll, timeout=options.timeout)

    def run(self) -> int:
        """Run until all jobs have ended, and return the exit status.

        Raises:
            CommandError: If the batch was paused or interrupted.
        """
        for provider in sorted(self._plan.providers):
            limits = self._cli.clients.client(provider).limits
            limits.running = self._options.max_pending or limits.running or _DEFAULT_PENDING
            if self._options.rate is not None:
                limits.submits.rate = self._options.rate
        try:
            with self._view, closing(self._pipeline.events()) as events:
                self._note_earlier_tasks()
                for number, event in events:
                    self._on_event(number, event)
        except KeyboardInterrupt:
            self._stop_downloads()
            todo = f"To continue, run the same command again: {self._command}"
            raise stopped(running_in(self._tasks.values()), todo) from None
        finally:
            self._results.close()
        self._print_summary()
        if self._pause is not None:
            raise self._paused(self._pause) from self._pause
        return self._status()

    def _note_earlier_tasks(self) -> None:
        """Print the number of the tasks of earlier runs, instead of a line for each."""
        texts = {
            "Waiting for {} of earlier runs.": self._plan.running,
            "Downloading the missing videos of {} of earlier runs.": self._plan.to_download,
        }
        for text, number in texts.items():
            if number:
                self._view.note(text.format(counted(number, "task")))

    def _paused(self, cause: LongtakeError) -> CommandError:
        """Return the error that reports why the batch was paused, and what to do."""
        problem = problem_of(cause)
        advice = next(
            (text for kind, text in _PAUSE_ADVICE.items() if isinstance(cause, kind)), problem.todo
        )
        # An error of a local file is not an input that the provider refused.
        is_file = isinstance(cause, InvalidRequestError)
        return CommandError(
            f"the batch was paused: {problem.what}",
            f"{advice} Then run the same command again: {self._command}",
            Status.OTHER if is_file else Status(problem.status),
        )

    def _stop_downloads(self) -> None:
        """Stop the downloads under way, so that they leave no partial files."""
        self._is_stopped.set()
        until = time.monotonic() + _STOP_S
        while self._downloading and time.monotonic() < until:
            time.sleep(_STOP_STEP_S)

    @property
    def _command(self) -> str:
        folder = self._options.folder
        output = "" if str(folder) == "." else f" -o {quote(str(folder))}"
        return f"longtake batch {quote(str(self._batch.path))}{output}"

    # The jobs, in the order of the file.

    def _feed(self) -> bool:
        planned = next(self._planned, None)
        if planned is None:
            return False
        if isinstance(planned, Mistake):
            # The file was changed after the check.
            self._tally.failed += 1
            self._statuses[Status.USAGE] += 1
            if self._cli.json:
                self._cli.output.emit_error("mistake", **asdict(planned))
            else:
                self._view.note(str(planned))
            return True
        job, entry = planned.job, planned.entry
        if planned.stage == "done" and entry is not None:
            self._tally.succeeded += 1
            self._tally.add_credits(job.provider, entry.credits, job.credits)
            files = tuple(output_paths(job, self._options.folder, entry.videos))
            self._record(
                job_result(
                    job,
                    "succeeded",
                    token=entry.token,
                    task_id=entry.task_id,
                    files=files,
                    credits_=entry.credits,
                )
            )
        elif planned.stage == "failed" and entry is not None:
            is_rejected = entry.failure is not None and entry.failure.rejected
            self._statuses[Status.REFUSED if is_rejected else Status.FAILED] += 1
            self._tally.failed += 1
            self._record(
                job_result(
                    job,
                    entry.state,
                    token=entry.token,
                    task_id=entry.task_id,
                    credits_=entry.credits,
                    failure=entry.failure,
                )
            )
            reason = entry.failure.message if entry.failure else entry.state
            self._view.end(job.line, job.name, f"{entry.state} earlier", reason)
        elif planned.stage == "resume" and entry is not None:
            client = self._cli.clients.client(job.provider)
            task = entry.task(client)
            self._begin(planned, task)
            self._pipeline.wait_for(job.line, task, self._prepared(job))
        elif self._pause is not None or not self._is_affordable(job):
            self._tally.skipped += 1
        else:
            self._jobs[job.line] = planned
            self._pipeline.submit(job.line, self._prepared(job))
        return True

    def _prepared(self, job: Job) -> Prepared[Task]:
        hooks = hooks_of(self._cli.clients.client(job.provider))
        return hooks.prepare(job.start, job.body, None, job.reference, self._options.retry_failed)

    def _is_affordable(self, job: Job) -> bool:
        """Return whether a job stays within `--max-credits`, and count its price if it does."""
        limit, price = self._options.max_credits, job.credits or 0.0
        if limit is None:
            return True
        spent = self._spent.get(job.provider, 0.0)
        if job.provider in self._exhausted or spent + price > limit:
            self._exhausted.add(job.provider)
            return False
        self._spent[job.provider] = spent + price
        return True

    # The events.

    def _on_event(self, number: int, event: PipelineEvent) -> None:
        planned = self._jobs[number]
        if isinstance(event, Change):
            self._view.change(number, event)
        elif isinstance(event, SubmitResult):
            if event.error is None:
                del self._unavailable[planned.job.provider]
                self._begin(planned, event.task)
            else:
                self._on_refusal(planned, event.error)
        elif isinstance(event, WaitResult):
            self._on_task_end(planned, event)
        else:
            self._on_download(planned, event)

    def _begin(self, planned: PlannedJob, task: Task) -> None:
        job, entry = planned.job, planned.entry
        self._jobs[job.line], self._tasks[job.line] = planned, task
        self._tally.running += 1
        # The reference may already have a task. Such a task is not new.
        if entry is None or planned.stage == "new":
            self._view.begin(job.line, job.name)
        elif planned.has_succeeded:
            self._view.begin(job.line, job.name, resumed_s=0.0)
        else:
            running_s = (datetime.now(UTC) - entry.sent_at).total_seconds()
            self._view.begin(job.line, job.name, resumed_s=running_s)

    def _on_refusal(self, planned: PlannedJob, error: LongtakeError) -> None:
        job = planned.job
        del self._jobs[job.line]
        if self._options.max_credits is not None and not isinstance(error, SubmitOutcomeUnknown):
            self._spent[job.provider] -= job.credits or 0.0
        if isinstance(error, AuthenticationError | InsufficientCreditsError):
            self._tally.skipped += 1
            self._stop_submitting(error)
            return
        if isinstance(error, ServiceUnavailableError):
            self._unavailable[job.provider] += 1
            if self._unavailable[job.provider] >= _MAX_UNAVAILABLE:
                self._stop_submitting(error)
        is_unknown = isinstance(error, SubmitOutcomeUnknown)
        state = "unknown" if is_unknown else "refused"
        result = job_result(job, state, token=error.token, task_id=error.task_id, error=error)
        self._fail(job, state, error, result)

    def _stop_submitting(self, error: LongtakeError) -> None:
        """Pause the batch: submit nothing more, and wait for the running tasks."""
        if self._pause is None:
            self._pause = error
            self._view.note(f"Nothing more is submitted: {error}")
        for number in self._pipeline.drop_submissions():
            del self._jobs[number]
            self._tally.skipped += 1

    def _on_task_end(self, planned: PlannedJob, result: WaitResult[Task, Any]) -> None:
        job, task = planned.job, result.task
        if result.error is None:
            self._correct_spent(job, task)
            self._tally.add_credits(job.provider, task.credits, job.credits)
            self._pipeline.call(job.line, partial(self._download, planned, task))
            return
        error = result.error
        self._end(job)
        if isinstance(error, AuthenticationError):
            self._stop_submitting(error)
        state = "running"
        if isinstance(error, TaskFailedError):
            snapshot = task.snapshot
            is_cancelled = snapshot is not None and snapshot.state is State.CANCELLED
            state = "cancelled" if is_cancelled else "failed"
            self._correct_spent(job, task)
            # Most providers do not charge a task that failed.
            self._tally.add_credits(job.provider, task.credits, 0.0)
        self._fail(job, state, error, task_result(job, task, state, error=error))

    def _correct_spent(self, job: Job, task: Task) -> None:
        """Replace the price of a job with the credits that the provider reports."""
        if task.credits is not None and job.provider in self._spent:
            self._spent[job.provider] += task.credits - (job.credits or 0.0)

    def _download(self, planned: PlannedJob, task: Task) -> tuple[Path, ...]:
        """Download the videos of a task, and return their files. Called in a thread."""
        job, number = planned.job, planned.job.line

        def on_progress(done: int, total: int | None) -> None:
            if self._is_stopped.is_set():
                raise LongtakeError("the download was interrupted")
            self._view.downloading(number, done / total if total else None)

        videos = {video.file: video for video in task.videos}
        paths = output_paths(job, self._options.folder, list(videos))
        existing = existing_files(paths, planned.entry)
        self._downloading.add(number)
        try:
            for path, file in paths.items():
                if path not in existing and file is not None:
                    download_beside(
                        videos[file],
                        path,
                        own=(),
                        overwrite=self._options.overwrite,
                        on_progress=on_progress,
                    )
        finally:
            self._downloading.discard(number)
        return tuple(paths)

    def _on_download(self, planned: PlannedJob, result: CallResult) -> None:
        job = planned.job
        task = self._end(job)
        if result.error is not None:
            is_taken = isinstance(result.error.__cause__, FileExistsError)
            if isinstance(result.error, InvalidRequestError) and not is_taken:
                # The file cannot be written, for example on a full disk. Further tasks would be charged.
                self._stop_submitting(result.error)
            state = "not_downloaded"
            self._fail(job, state, result.error, task_result(job, task, state, error=result.error))
            return
        self._tally.succeeded += 1
        self._view.end(job.line, job.name, "succeeded", is_new=not planned.has_succeeded)
        self._record(task_result(job, task, "succeeded", files=result.value))

    def _end(self, job: Job) -> Task:
        self._tally.running -= 1
        del self._jobs[job.line]
        return self._tasks.pop(job.line)

    def _fail(self, job: Job, state: str, error: LongtakeError, result: dict[str, Any]) -> None:
        self._tally.failed += 1
        self._statuses[reported_as(type(error))[0]] += 1
        self._record(result)
        self._view.end(job.line, job.name, state.replace("_", " "), message_of(error, job.model))

    def _record(self, result: dict[str, Any]) -> None:
        """Append a result to the file, and print it."""
        self._results.append(result)
        if self._cli.json:
            self._cli.output.line(self._cli.output.as_json(result))
        else:
            for path in result["files"]:
                self._cli.output.line(shown_path(Path(path)))

    # The end.

    def _print_summary(self) -> None:
        tally, note = self._tally, self._cli.output.note
        parts = [f"{tally.succeeded} of {tally.total} succeeded"]
        if tally.failed:
            parts.append(f"{tally.failed} did not")
        if tally.skipped:
            parts.append(f"{tally.skipped} not submitted")
        if credits_ := tally.shown_credits():
            parts.append(credits_)
        note(f"{', '.join(parts)}. Results: {self._results.path}")
        if self._statuses[Status.UNKNOWN]:
            note("To settle unknown outcomes, run: longtake reconcile")
        if self._statuses[Status.FAILED] or self._statuses[Status.REFUSED]:
            note("To submit jobs with a failed task again, pass --retry-failed.")
        if self._exhausted:
            note(
                "--max-credits is reached. To continue, run the same command again with a higher limit."
            )

    def _status(self) -> int:
        """Return the exit status: 0 only if every job succeeded."""
        if self._statuses[Status.UNKNOWN]:
            return Status.UNKNOWN
        if len(self._statuses) == 1:
            return next(iter(self._statuses))
        if self._statuses:
            return Status.FAILED
        return Status.CREDITS if self._exhausted else 0
