"""The entries of a journal: submissions, and their tasks, as they were last recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from attrs import field, frozen

from longtake._core.snapshot import Snapshot, State
from longtake._core.tokens import TaskAddress, check_task_id
from longtake._shell.client import AsyncClient, SyncClient, hooks_of, recorder_of
from longtake.errors import RECONCILE_TIMEOUT_S, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from longtake._core.journal import EntryState, Recorder, StoredSubmit
    from longtake._core.reconcile.submission import Outcome
    from longtake._core.snapshot import Failure, VideoFile
    from longtake._shell.task import AsyncTask, AsyncVideo, Task, Video


@frozen(kw_only=True)
class Entry:
    """A submission in a journal, and its task as it was last recorded.

    Example:
        >>> with Journal("tasks.db") as journal, Kie(journal=journal) as kie:
        ...     task = kie.veo.generate(prompt="A dog runs along a beach", reference="shot-17")
        ...     (entry,) = journal.tasks(reference="shot-17")
        ...     print(entry.state, entry.task(kie).id == task.id)
        queued True

    Attributes:
        id: The short id: the first characters of the SHA-256 of the token that no other task of the journal
            has, at least four; without a task, `s` and a number. `journal.entry(id)` returns the entry.
        state: `sending`, `unknown` (the outcome), `refused` (by the provider), `not_created` (as `reconcile`
            found), or the state of the task: `queued`, `running`, `succeeded`, `failed` or `cancelled`.
        attempts: How often the request was sent. Each attempt followed a refusal.
        error: The class and the message of the error that ended the submission, None for a task.
        provider_state: The provider's own word for the state, None before the first poll.
        failure: The reason for the failure, if the task failed.
        credits: What the task cost in the provider's credits, None if the provider does not report it.
        videos: The videos of a task that succeeded. Their links may have expired.
        files: The files that the videos were downloaded to.
        changed_at: When a change of the state was last recorded, in UTC; None without a task.
    """

    id: str
    state: EntryState
    attempts: int
    error: str | None
    provider_state: str | None
    failure: Failure | None
    credits: float | None
    videos: tuple[VideoFile, ...]
    files: tuple[Path, ...]
    changed_at: datetime | None
    _submit: StoredSubmit = field(repr=False, alias="submit")
    _recorder: Recorder = field(repr=False, eq=False, alias="recorder")

    @property
    def provider(self) -> str:
        """Return the name of the provider, such as `kie`."""
        return self._submit.account.provider

    @property
    def model(self) -> str:
        """Return the model, such as `kie/veo`."""
        return self._submit.model

    @property
    def operation(self) -> str:
        """Return the operation that was sent, such as `extend_veo_video`."""
        return self._submit.operation

    @property
    def reference(self) -> str | None:
        """Return the caller's own name for the submission, None if it has none."""
        return self._submit.reference

    @property
    def digest(self) -> str:
        """Return a short hash of the request, the same for equal requests."""
        return self._submit.digest

    @property
    def request(self) -> Mapping[str, Any]:
        """Return the request. A value above 4,096 bytes is replaced by `sha256:` and its hash."""
        return self._submit.request

    @property
    def sent_at(self) -> datetime:
        """Return when sending began, in UTC."""
        return datetime.fromtimestamp(self._submit.sent_at, UTC)

    @property
    def task_id(self) -> str | None:
        """Return the provider's id of the task, None without a task."""
        return self._submit.task_id

    @property
    def token(self) -> str | None:
        """Return the token of the task for `from_token`, None without a task."""
        task_id, kind = self._submit.task_id, self.model.partition("/")[2]
        return task_id and TaskAddress(self.provider, kind, task_id).token()

    @overload
    def task(self, client: SyncClient[Any]) -> Task: ...
    @overload
    def task(self, client: AsyncClient[Any]) -> AsyncTask: ...

    def task(self, client: SyncClient[Any] | AsyncClient[Any]) -> Task | AsyncTask:
        """Return the task, to wait for it and to download its videos.

        Args:
            client: A client of the provider that was created with this journal.

        Raises:
            InvalidRequestError: If the entry has no task, or the client is of another provider or was
                created without this journal.
        """
        self._check_client(client)
        if self.token is None:
            raise InvalidRequestError(
                f"the entry {self.id} has no task: its state is {self.state}. If the outcome is unknown, "
                "call reconcile()",
                provider=self.provider,
            )
        return client.from_token(self.token)

    @overload
    def video(self, client: SyncClient[Any]) -> Video: ...
    @overload
    def video(self, client: AsyncClient[Any]) -> AsyncVideo: ...

    def video(self, client: SyncClient[Any] | AsyncClient[Any]) -> Video | AsyncVideo:
        """Return the first video of a task that succeeded, from the journal. Nothing is sent.

        Its link may have expired. To get a new one, wait for `task(client)`. `longtake.lengthen` needs no
        link if an earlier call with the same reference has downloaded the video.

        Args:
            client: A client of the provider that was created with this journal.

        Raises:
            InvalidRequestError: If no poll has shown that the task succeeded, or if the client belongs to
                another provider or was created without this journal.
        """
        self._check_client(client)
        if self.task_id is None or self.state != State.SUCCEEDED.value or not self.videos:
            raise InvalidRequestError(
                f"the entry {self.id} must have a task that succeeded, got the state {self.state}; wait "
                "for the task first",
                provider=self.provider,
            )
        snapshot = Snapshot(
            state=State.SUCCEEDED,
            provider_state=self.provider_state or self.state,
            videos=self.videos,
            credits=self.credits,
        )
        return hooks_of(client).recorded_task(self._submit, self.task_id, snapshot).videos[0]

    def reconcile(
        self, client: SyncClient[Any], *, timeout: float = RECONCILE_TIMEOUT_S
    ) -> Outcome[Task]:
        """Find out whether the task was created, and record it. Nothing is submitted.

        Args:
            client: A synchronous client of the provider that was created with this journal.
            timeout: Seconds to continue while no such task is listed; 0 looks it up once.

        Returns:
            `Created` with the task, `NotCreated`, or `Undetermined` with the reason.

        Raises:
            InvalidRequestError: If the client is of another provider, was created without this journal or
                is closed, or the timeout is not a number of seconds.
            JournalError: If the journal cannot be read or written.
        """
        self._check_client(client)
        return hooks_of(client).reconcile(self._submit, timeout)

    async def reconcile_async(
        self, client: AsyncClient[Any], *, timeout: float = RECONCILE_TIMEOUT_S
    ) -> Outcome[AsyncTask]:
        """Find out whether the task was created, and record it. Nothing is submitted.

        Args:
            client: An asynchronous client of the provider that was created with this journal.
            timeout: Seconds to continue while no such task is listed; 0 looks it up once.

        Returns:
            `Created` with the task, `NotCreated`, or `Undetermined` with the reason.

        Raises:
            InvalidRequestError: If the client is of another provider, was created without this journal or
                is closed, or the timeout is not a number of seconds.
            JournalError: If the journal cannot be read or written.
        """
        self._check_client(client)
        return await hooks_of(client).reconcile(self._submit, timeout)

    def settle(self, task_id: str | None) -> None:
        """Record the outcome that you found out yourself, such as in the provider's own list of tasks.

        After None, the same reference can be submitted again. If you have recorded a wrong id, None removes
        it, unless a poll has shown the task.

        Args:
            task_id: The provider's id of the task; None if no task was created.

        Raises:
            InvalidRequestError: If the entry has a task already, or the id is not valid or belongs to
                another entry.
            JournalError: If the journal cannot be written.
        """
        now = datetime.now(UTC).timestamp()
        if self.token is not None:
            if task_id is None and self._recorder.task_removed(self._submit.number, now):
                return
            raise InvalidRequestError(
                f"the entry must have no task, got {self.id} with the task {self.task_id}"
            )
        if task_id is None:
            self._recorder.not_created(self._submit.number, "not_created", now)
            return
        check_task_id(task_id)
        address = TaskAddress(self.provider, self.model.partition("/")[2], task_id)
        if not self._recorder.created(self._submit.number, address, now):
            raise InvalidRequestError(f"the task {task_id} belongs to another entry; check the id")

    def _check_client(self, client: SyncClient[Any] | AsyncClient[Any]) -> None:
        if hooks_of(client).provider.name != self.provider:
            raise InvalidRequestError(
                f"client must be one for {self.provider}, got one for {hooks_of(client).provider.name}"
            )
        if recorder_of(client) is not self._recorder:
            raise InvalidRequestError(
                "client must be created with this journal: pass journal=journal to it; otherwise "
                "the journal would not record the state of the task"
            )


@frozen(kw_only=True)
class FilmEntry:
    """A film in a journal, from a call of `longtake.lengthen` with a reference.

    Each hop has an entry of its own. Its reference begins with that of the film, such as `beach/hop-1`.

    Example:
        >>> with Journal("tasks.db") as journal, Kie(journal=journal) as kie:
        ...     video = kie.veo.generate(prompt="A dog runs along a beach").wait()
        ...     film = longtake.lengthen(video, to_s=15, prompts="It swims", reference="beach")
        ...     (entry,) = journal.films()
        ...     print(entry.reference, entry.to_s, entry.hops, entry.ended_at is not None)
        beach 15 1 True

    Attributes:
        reference: Your own name for the film.
        provider: The provider of the account that is charged, such as `kie`.
        model: The model of the hops, such as `kie/veo`.
        to_s: The length to reach, in seconds.
        hops: The number of planned hops.
        folder: The folder with the downloaded parts.
        started_at: The time of the first call, in UTC.
        ended_at: The time at which the film was complete, in UTC; None before that.
    """

    reference: str
    provider: str
    model: str
    to_s: float
    hops: int
    folder: Path
    started_at: datetime
    ended_at: datetime | None
