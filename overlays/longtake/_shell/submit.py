"""At-most-once submissions, and their reconciliation when the outcome is unknown.

A submission ends in one of three ways: with the task, with an error that says that nothing was created, or
with `SubmitOutcomeUnknown`. An interruption (Ctrl-C, a cancelled asyncio task, a timeout around the call)
while the request is under way leaves the outcome unknown, too: the interruption is raised, with a
`SubmitOutcomeUnknown` attached, which `longtake.pending_after` returns.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Collection, Coroutine, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar, cast
from uuid import uuid4

from attrs import define, field, frozen

from longtake._core.callbacks import (
    Callbacks,
    check_callbacks,
    with_callback_url,
    with_reference,
    without_callback_url,
)
from longtake._core.reconcile.steps import PARSE_ERRORS, Blocking, Pause, Steps, reconcile_steps
from longtake._core.reconcile.submission import (
    Created,
    Moment,
    NotCreated,
    Outcome,
    RecentSubmits,
    SubmitRecord,
    Undetermined,
    UnknownSubmit,
    fields_of,
)
from longtake._core.responses import describe_ids, ids_in, sole_task_id, task_id_at
from longtake._core.task_kind import (
    Start,
    TaskKind,
    check_body,
    task_kind_of,
    task_kinds,
)
from longtake._core.tokens import TaskAddress, is_task_id, read_token
from longtake._core.values import without_period
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.connections import CLOSED
from longtake._shell.http.context import SubmitProgress, context_var_set, submit_progress
from longtake._shell.http.response import recover_response
from longtake._shell.task import AsyncTask, Task, starter
from longtake.errors import (
    RECONCILE_TIMEOUT_S,
    InvalidRequestError,
    LongtakeError,
    SubmitOutcomeUnknown,
    UnexpectedResponseError,
    bind_reconcile,
    bind_reconcile_async,
)
from longtake.interruptions import attach_pending

if TYPE_CHECKING:
    from longtake._core.journal import Account, Begun, EntryState, Recorder, StoredSubmit
    from longtake._core.provider import Provider
    from longtake._core.snapshot import Snapshot
    from longtake._shell.session import AsyncSession, SessionJournal, SyncSession
    from longtake._shell.task import AsyncVideo, Video
    from longtake.models._model import Action
    from longtake.models._videos import SourceVideo

# A task keeps no prompt and no image.
_LONGEST_PARAMETER: Final = 100

ClientT = TypeVar("ClientT")
TaskT = TypeVar("TaskT")
TaskT_co = TypeVar("TaskT_co", covariant=True)

# Pauses while another process or thread submits the same reference.
_FIRST_PAUSE_S: Final = 0.05
_MAX_PAUSE_S: Final = 1.0

# The withdrawn operations that were warned about: provider and operationId.
_warned: Final[set[tuple[str, str]]] = set()

Describe: TypeAlias = Callable[[SubmitOutcomeUnknown], None]
"""Adds the details of a submission to the error that reports it as abandoned while under way."""


@frozen(repr=False, eq=False)
class Prepared(Generic[TaskT_co]):
    """A submission that `client.<resource>.prepare` returns and `submit_all` sends.

    Example:
        >>> prompts = ["A dog runs along a beach", "A cat sleeps"]
        >>> prepared = [kie.veo.prepare.generate(prompt=prompt) for prompt in prompts]
        >>> results = longtake.submit_all(prepared)
        >>> [result.task.wait().download(f"{result.index}.mp4").name for result in results]
        ['0.mp4', '1.mp4']

    Attributes:
        start: The operation.
        body: The body of the request.
        callbacks: The receiver of callbacks about the task, None for none.
        reference: The caller's own name for the submission, None for none.
        retry_failed: Whether to submit anew if the task of the same reference has failed.
    """

    _hooks: SyncHooks[Any] | AsyncHooks[Any]
    start: Start
    body: object
    callbacks: Callbacks | None = None
    reference: str | None = None
    retry_failed: bool = False

    @property
    def operation(self) -> str:
        """Return the operationId of the operation, such as `extend_veo_video`."""
        return self.start.operation

    def __repr__(self) -> str:
        return f"Prepared({self._hooks.provider.name}, {self.operation})"


def hooks_of_prepared(prepared: Prepared[Any]) -> SyncHooks[Any] | AsyncHooks[Any]:
    """Return the hooks of the client that sends a submission."""
    # Private to users of the package, but not within it.
    return prepared._hooks  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def send_prepared(prepared: Prepared[Any], describers: list[Describe]) -> Any:  # noqa: ANN401 - a task, or a coroutine that returns one
    """Send a submission without a rate limit. The caller applies the rate limits."""
    return hooks_of_prepared(prepared).start(
        prepared.start,
        prepared.body,
        prepared.callbacks,
        prepared.reference,
        prepared.retry_failed,
        describers=describers,
    )


class _Hooks(Generic[ClientT]):
    """The common part of `SyncHooks` and `AsyncHooks`."""

    def __init__(self, session: SyncSession[Any] | AsyncSession[Any], provider: Provider) -> None:
        self.session = session
        self.provider = provider

    def task_kind(self, read: str, operation: str | None = None) -> TaskKind[Any]:
        """Return the task kind that an operation reads, as it applies to the operation that starts the task.

        Raises:
            LookupError: If the provider declares no such task kind.
        """
        for task_kind in task_kinds(self.provider).values():
            if task_kind.read.operation == read:
                return task_kind.for_operation(operation) if operation else task_kind
        raise LookupError(f"{self.provider.name}: no task kind is read by the operation {read}")

    def with_callbacks(self, start: Start, body: object, callbacks: Callbacks | None) -> object:
        """Return a body with the URL of the callback receiver, or the body itself without one.

        Raises:
            InvalidRequestError: If the body has a callback URL already, or the operation takes none; or if it
                has none, or several, of parameters of which exactly one must be given; or
                if a parameter for a URL has another value.
        """
        warn_if_withdrawn(self.provider, start.operation)
        try:
            check_body(start, body)
            if callbacks is None:
                return body
            check_callbacks(callbacks)
            url = callbacks.url(self.provider.name, kind=self.task_kind(start.read).name)
            return with_callback_url(body, start.address, url)
        except InvalidRequestError as error:
            error.provider, error.kind = self.provider.name, self.task_kind(start.read).name
            raise

    def check_reference(self, reference: str | None) -> None:
        """Check that a reference is valid, and that there is a journal for it.

        Raises:
            InvalidRequestError: If it is not valid, or the client has no journal.
        """
        if reference is None:
            return
        from longtake._core.journal import check_reference  # noqa: PLC0415 - only journals need it

        check_reference(reference)
        if self.session.journal is None:
            raise InvalidRequestError(
                "reference requires a journal, which remembers what was submitted: create the client with "
                "journal=, or set LONGTAKE_JOURNAL. Nothing was sent",
                provider=self.provider.name,
            )

    def start_of(self, operation: str) -> Start:
        """Return the operation with an operationId that starts a task.

        Raises:
            InvalidRequestError: If this version of longtake has no such operation.
        """
        starts = import_module(f"{generated_package(self.provider)}.operations").STARTS
        if operation not in starts:
            raise InvalidRequestError(
                f"this version of longtake has no operation {operation}; install a newer one",
                provider=self.provider.name,
            )
        found: Start = starts[operation]
        return found

    @contextmanager
    def calling(self, operation: str) -> Generator[ClientT]:
        """Yield the generated client for a call that starts no task. Errors name the provider."""
        warn_if_withdrawn(self.provider, operation)
        try:
            yield self.session.raw
        except LongtakeError as error:
            error.provider = self.provider.name
            raise
        except PARSE_ERRORS as error:
            if isinstance(
                error, import_module(f"{generated_package(self.provider)}.types").PathValueError
            ):
                raise InvalidRequestError(
                    f"{operation}: {error}. Nothing was sent", provider=self.provider.name
                ) from error
            raise UnexpectedResponseError(
                f"{operation}: the response does not match the provider's documentation "
                f"({type(error).__name__}: {error})",
                provider=self.provider.name,
            ) from error

    def request(
        self,
        action: Action,
        name: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
    ) -> tuple[Start, object]:
        """Return the operation and body of a request that is given by common names and options.

        Args:
            action: Whether to generate or to extend.
            name: The name of the model at this provider, such as `veo`.
            common: Values by common names, None for those that are not given.
            options: Further values by the provider's names.

        Raises:
            InvalidRequestError: If the model cannot do it, or a value is missing, wrong or given twice.
        """
        from longtake.models._arguments import find_model, prepared_request  # noqa: PLC0415 - only such calls need it

        model = find_model(f"{self.provider.name}/{name}", action)
        return prepared_request(self.provider, model, action, common, options)

    def local_files(
        self,
        action: Action,
        name: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
    ) -> tuple[dict[str, object], bool]:
        """Check a request, and return its local files by name, and whether they are sent as base64.

        Raises:
            InvalidRequestError: As `request` does, before anything is uploaded.
        """
        from longtake.models._arguments import (  # noqa: PLC0415 - as in `request`
            find_model,
            local_files,
            prepared_request,
        )

        model = find_model(f"{self.provider.name}/{name}", action)
        files = local_files(model, action, common)
        if files:
            prepared_request(self.provider, model, action, common, options, uploads=True)
        method = model.method(action, with_image="image" in files)
        return files, method is not None and method.takes_base64

    def _resumed(self, token: str, callbacks: Callbacks | None) -> tuple[TaskKind[Any], str]:
        check_callbacks(callbacks)
        address = read_token(token)
        if address.provider != self.provider.name:
            raise InvalidRequestError(
                f"the token must be of a task at {self.provider.name}, got one of {address.provider}: use a "
                f"client of {address.provider}, or longtake.from_token"
            )
        return task_kind_of(self.provider, address.kind), address.task_id


class SyncHooks(_Hooks[ClientT]):
    """The hooks that generated resources of a synchronous client send requests with."""

    session: SyncSession[ClientT]

    def start(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        *,
        describers: list[Describe] | None = None,
    ) -> Task:
        """Submit a body and return the task.

        Args:
            start: The operation.
            body: The body of the request.
            callbacks: The receiver of callbacks about the task.
            reference: The caller's own name for the submission. The journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            describers: A list that a function is added to which completes the error of this submission, for a
                caller that counts it against the rate limits itself and may abandon it.

        Raises:
            InvalidRequestError: If there are callbacks, and the body has a callback URL already or the
                operation takes none; or the reference belongs to another request.
            JournalError: If the journal cannot be written. Nothing was sent.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        self.check_reference(reference)
        session, task_kind = self.session, self.task_kind(start.read, start.operation)

        def task(task_id: str, submitted_at: float | None = None) -> Task:
            return Task(
                kind=task_kind,
                id=task_id,
                session=session,
                submitted_at=submitted_at,
                callbacks=callbacks,
                hooks=self,
                start=start,
                parameters=parameters_in(body),
            )

        def reconcile(timeout_s: float) -> Outcome[Task]:
            submit.check_open(session)
            with submit.reconciling() as progress:
                outcome = session.run_steps(submit.steps(timeout_s, progress))
                return submit.with_tasks(outcome, task)

        body = self.with_callbacks(start, body, callbacks)
        submit = _Submission(
            task_kind,
            start,
            body,
            session.recent_submits,
            session.clock,
            journal=session.journal,
            reference=reference,
            retry_failed=retry_failed,
        )
        if describers is not None:
            describers.append(
                lambda error: submit.abandon(error, lambda each: bind_reconcile(each, reconcile))
            )
        existing = self._begin_in_journal(submit)
        if existing is not None:
            return task(existing)
        # Outermost, since an interruption may occur while the contexts are left, too.
        try:
            with _count_against_limits(session, describers is not None), submit.sending():
                with submit.naming_task_kind():
                    endpoint(start).sync_detailed(client=session.raw, body=submit.body)
                created = task(submit.created_task_id(), session.clock.monotonic())
                session.record(submit.record_outcome, created.token)
                return created
        except BaseException as error:
            submit.on_failure(error, lambda unknown: bind_reconcile(unknown, reconcile))
            session.record(submit.record_outcome, submit.token)
            raise

    def begin(
        self,
        action: Action,
        model: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
        callbacks: Callbacks | None,
        *,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> Task:
        """Submit a request that is given by common names and options. Raises as `request` and `start` do."""
        start, body = self.request(action, model, common, options)
        return self.start(start, body, callbacks, reference, retry_failed)

    def _begin_in_journal(self, submit: _Submission) -> str | None:
        """Commit the intent to the journal. Return the id of the task that the reference has already."""
        session = self.session
        if session.journal is None:
            return None
        account = session.journal.account()
        try:
            with submit.naming_task_kind():
                return session.run_steps(submit.begin_steps(account))
        except SubmitOutcomeUnknown as error:
            if submit.existing is not None:
                bind_reconcile(error, partial(self.reconcile, submit.existing))
            raise
        except BaseException:
            session.record(submit.withdraw, None)
            raise

    def reconcile(self, stored: StoredSubmit, timeout_s: float) -> Outcome[Task]:
        """Find out whether a submission of the journal created its task, and record it."""
        session, submit = self.session, _stored_submission(self, stored)
        submit.check_open(session)
        with submit.reconciling() as progress:
            outcome = session.run_steps(submit.steps(timeout_s, progress))
        return submit.with_tasks(outcome, partial(self.recorded_task, stored))

    def recorded_task(
        self, stored: StoredSubmit, task_id: str, snapshot: Snapshot | None = None
    ) -> Task:
        """Return the task of a submission of the journal, in the state that the journal has, if any."""
        submit = _stored_submission(self, stored)
        return Task(
            kind=submit.task_kind,
            id=task_id,
            snapshot=snapshot,
            session=self.session,
            hooks=self,
            start=submit.start,
            parameters=parameters_in(submit.body),
        )

    def prepare(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> Prepared[Task]:
        """Return a submission to send later. Raises `InvalidRequestError` as `start` does."""
        self.check_reference(reference)
        self.with_callbacks(start, body, callbacks)
        return Prepared(self, start, body, callbacks, reference, retry_failed)

    def resume(self, token: str, callbacks: Callbacks | None) -> Task:
        """Return the task of a token. Raises `InvalidRequestError` for a task of another provider."""
        kind, task_id = self._resumed(token, callbacks)
        return Task(kind=kind, id=task_id, session=self.session, callbacks=callbacks, hooks=self)

    def task(
        self,
        read: str,
        task_id: str,
        callbacks: Callbacks | None = None,
        *,
        submitted_at: float | None = None,
    ) -> Task:
        """Return a task that was not started by `start`, by its id.

        Args:
            read: The operation that reads the task.
            task_id: The id of the task.
            callbacks: The receiver of callbacks about the task.
            submitted_at: The time on the client's clock when it was started, None if it is unknown.
        """
        return Task(
            kind=self.task_kind(read),
            id=task_id,
            session=self.session,
            submitted_at=submitted_at,
            callbacks=callbacks,
            hooks=self,
        )


class AsyncHooks(_Hooks[ClientT]):
    """The hooks that generated resources of an asynchronous client send requests with."""

    session: AsyncSession[ClientT]

    def start(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        *,
        describers: list[Describe] | None = None,
    ) -> Coroutine[Any, Any, AsyncTask]:
        """Submit a body and return the task; see `SyncHooks.start`."""
        coroutine = self._start(
            start, body, callbacks, reference, describers, retry_failed=retry_failed
        )
        # Python's warning about a missing `await` shows the name of the coroutine.
        named: Any = coroutine
        named.__name__ = start.method
        named.__qualname__ = f"{start.resource}.{start.method}"
        return coroutine

    async def _start(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None,
        reference: str | None,
        describers: list[Describe] | None,
        *,
        retry_failed: bool,
    ) -> AsyncTask:
        self.check_reference(reference)
        session, task_kind = self.session, self.task_kind(start.read, start.operation)

        def task(task_id: str, submitted_at: float | None = None) -> AsyncTask:
            return AsyncTask(
                kind=task_kind,
                id=task_id,
                session=session,
                submitted_at=submitted_at,
                callbacks=callbacks,
                hooks=self,
                start=start,
                parameters=parameters_in(body),
            )

        async def reconcile(timeout_s: float) -> Outcome[AsyncTask]:
            submit.check_open(session)
            with submit.reconciling() as progress:
                outcome = await session.run_steps(submit.steps(timeout_s, progress))
                return submit.with_tasks(outcome, task)

        body = self.with_callbacks(start, body, callbacks)
        submit = _Submission(
            task_kind,
            start,
            body,
            session.recent_submits,
            session.clock,
            asynchronous=True,
            journal=session.journal,
            reference=reference,
            retry_failed=retry_failed,
        )
        existing = await self._begin_in_journal(submit)
        if existing is not None:
            return task(existing)
        try:
            with _count_against_limits(session, describers is not None), submit.sending():
                with submit.naming_task_kind():
                    await endpoint(start).asyncio_detailed(client=session.raw, body=submit.body)
                created = task(submit.created_task_id(), session.clock.monotonic())
                await session.record(submit.record_outcome, created.token)
                # asyncio drops the result of a task that is cancelled after its last await. This await raises
                # the cancellation here instead, where the task id is kept.
                await session.clock.sleep_async(0)
                return created
        except BaseException as error:
            submit.on_failure(error, lambda unknown: bind_reconcile_async(unknown, reconcile))
            await session.record(submit.record_outcome, submit.token)
            raise

    def begin(
        self,
        action: Action,
        model: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
        callbacks: Callbacks | None,
        *,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> Coroutine[Any, Any, AsyncTask]:
        """Submit a request that is given by common names and options; see `SyncHooks.begin`."""
        start, body = self.request(action, model, common, options)
        return self.start(start, body, callbacks, reference, retry_failed)

    async def _begin_in_journal(self, submit: _Submission) -> str | None:
        """Commit the intent to the journal; see `SyncHooks._begin_in_journal`."""
        session = self.session
        if session.journal is None:
            return None
        account = await session.journal.account_async()
        try:
            with submit.naming_task_kind():
                return await session.run_steps(submit.begin_steps(account))
        except SubmitOutcomeUnknown as error:
            if submit.existing is not None:
                bind_reconcile_async(error, partial(self.reconcile, submit.existing))
            raise
        except BaseException:
            await session.record(submit.withdraw, None)
            raise

    async def reconcile(self, stored: StoredSubmit, timeout_s: float) -> Outcome[AsyncTask]:
        """Find out whether a submission of the journal created its task, and record it."""
        session, submit = self.session, _stored_submission(self, stored, asynchronous=True)
        submit.check_open(session)
        with submit.reconciling() as progress:
            outcome = await session.run_steps(submit.steps(timeout_s, progress))
        return submit.with_tasks(outcome, partial(self.recorded_task, stored))

    def recorded_task(
        self, stored: StoredSubmit, task_id: str, snapshot: Snapshot | None = None
    ) -> AsyncTask:
        """Return the task of a submission of the journal, in the state that the journal has, if any."""
        submit = _stored_submission(self, stored)
        return AsyncTask(
            kind=submit.task_kind,
            id=task_id,
            snapshot=snapshot,
            session=self.session,
            hooks=self,
            start=submit.start,
            parameters=parameters_in(submit.body),
        )

    def prepare(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> Prepared[AsyncTask]:
        """Return a submission to send later. Raises `InvalidRequestError` as `start` does."""
        self.check_reference(reference)
        self.with_callbacks(start, body, callbacks)
        return Prepared(self, start, body, callbacks, reference, retry_failed)

    def resume(self, token: str, callbacks: Callbacks | None) -> AsyncTask:
        """Return the task of a token. Raises `InvalidRequestError` for a task of another provider."""
        kind, task_id = self._resumed(token, callbacks)
        return AsyncTask(
            kind=kind, id=task_id, session=self.session, callbacks=callbacks, hooks=self
        )

    def task(
        self,
        read: str,
        task_id: str,
        callbacks: Callbacks | None = None,
        *,
        submitted_at: float | None = None,
    ) -> AsyncTask:
        """Return a task that was not started by `start`, by its id.

        Args:
            read: The operation that reads the task.
            task_id: The id of the task.
            callbacks: The receiver of callbacks about the task.
            submitted_at: The time on the client's clock when it was started, None if it is unknown.
        """
        return AsyncTask(
            kind=self.task_kind(read),
            id=task_id,
            session=self.session,
            submitted_at=submitted_at,
            callbacks=callbacks,
            hooks=self,
        )


def warn_if_withdrawn(provider: Provider, operation: str) -> None:
    """Emit a `DeprecationWarning` for an operation that the provider has withdrawn, once in a process."""
    found = provider.withdrawn.get(operation)
    if found is None or (provider.name, operation) in _warned:
        return
    _warned.add((provider.name, operation))
    method, successor = found
    frame, level = sys._getframe(1), 2  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - Python 3.12 has `skip_file_prefixes`
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0].startswith(
        "longtake"
    ):
        frame, level = frame.f_back, level + 1
    warnings.warn(
        f"{provider.name} has withdrawn {provider.name}.{method}, which may stop working; use {successor}",
        DeprecationWarning,
        stacklevel=level,
    )


def generated_package(provider: Provider) -> str:
    """Return the name of the generated package of a provider, such as `longtake_kie`."""
    return provider.resources.rpartition(".")[0]


def endpoint(start: Start) -> Any:  # noqa: ANN401 - a module
    """Return the generated module with the functions that send a submission."""
    return import_module(start.endpoint)


def parameters_in(
    body: object, *, prefer: Literal["outer", "inner"] = "outer"
) -> Mapping[str, object]:
    """Return the short values of a request's body, by the provider's names, without the nesting.

    Args:
        body: The body.
        prefer: Which of two parameters with one name is kept. In a request to kie.ai's jobs API, the outer
            `model` is the provider's id of the model, and the inner one a parameter of that model.
    """
    fields = fields_of(body)
    found: dict[str, object] = {}
    waiting = [cast("Mapping[str, object]", fields)] if isinstance(fields, Mapping) else []
    while waiting:
        for name, value in waiting.pop().items():
            if isinstance(value, dict):
                waiting.append(cast("Mapping[str, object]", value))
            elif (prefer == "inner" or name not in found) and (
                isinstance(value, str | int | float) and len(str(value)) <= _LONGEST_PARAMETER
            ):
                found[name] = value
    return found


@contextmanager
def _count_against_limits(
    session: SyncSession[Any] | AsyncSession[Any], is_counted: bool
) -> Generator[None]:
    """Count a submission against the rate limits, unless its caller does."""
    if is_counted:
        yield
        return
    session.limits.submits.count()
    try:
        yield
    finally:
        session.limits.submits.end(session.clock.monotonic())


@define(eq=False)
class _Submission:
    """One submission, until its outcome is known."""

    task_kind: TaskKind[Any]
    start: Start
    body: object
    recent_submits: RecentSubmits
    clock: Clock
    _asynchronous: bool = field(default=False, kw_only=True, alias="asynchronous")
    _journal: SessionJournal | None = field(default=None, kw_only=True, alias="journal")
    _reference: str | None = field(default=None, kw_only=True, alias="reference")
    _retry_failed: bool = field(default=False, kw_only=True, alias="retry_failed")
    existing: StoredSubmit | None = field(default=None, kw_only=True)
    _number: int | None = field(init=False, default=None)
    _state: EntryState = field(init=False, default="unknown")
    _reason: BaseException | None = field(init=False, default=None)
    _others: tuple[Collection[str], Sequence[StoredSubmit]] = field(init=False, default=((), ()))
    _record: SubmitRecord = field(init=False)
    _progress: SubmitProgress = field(init=False, factory=SubmitProgress)
    _error: SubmitOutcomeUnknown | None = field(init=False, default=None)
    _parse_error: Exception | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        name = self.task_kind.provider.reference_field
        given, self.body = self.body, with_reference(self.body, name, f"longtake-{uuid4().hex}")
        self._record = SubmitRecord(
            model=self.task_kind.model,
            body=given,
            address=self.start.address,
            reference=None if name is None else getattr(self.body, name, None),
            started=self._now(),
        )
        if self.existing is not None:
            self._record = _stored_record(self.existing, given, self._now(), name)
            self._number = self.existing.number

    @property
    def token(self) -> str | None:
        """Return the token of the created task, None if there is none or its id is unknown."""
        if self._record.task_id is None:
            return None
        kind = self.task_kind
        return TaskAddress(kind.provider.name, kind.name, self._record.task_id).token()

    def begin_steps(self, account: Account) -> Steps[Any, str | None]:
        """Commit the intent to send the request.

        Returns:
            The id of the task that the reference has already, None if the request is to be sent.

        Raises:
            InvalidRequestError: If the reference belongs to another request.
            JournalError: If the intent cannot be committed.
            SubmitOutcomeUnknown: If the reference was submitted already, and its outcome stays unknown.
        """
        pause_s = _FIRST_PAUSE_S
        while True:
            begun: Begun = yield Blocking(partial(self._commit_intent, account))
            self.existing = stored = begun.existing
            if stored is None:
                return None
            if stored.task_id is not None:
                return stored.task_id
            if stored.is_under_way:
                yield Pause(pause_s)
                pause_s = min(2 * pause_s, _MAX_PAUSE_S)
                continue
            earlier = self._resumed(stored)
            with earlier.reconciling() as progress:
                outcome = yield from earlier.steps(RECONCILE_TIMEOUT_S, progress)
            if isinstance(outcome, Created):
                return outcome.task
            if isinstance(outcome, Undetermined):
                raise self._earlier_unknown_error(stored, outcome)

    def _commit_intent(self, account: Account) -> Begun:
        from longtake._core.journal import Intent, recorded_request  # noqa: PLC0415 - only journals need it

        journal, now = self._journal, self._now()
        if journal is None:
            raise RuntimeError("a submission without a journal has no intent to commit")
        body = without_callback_url(self.body, self.start.address)
        begun = journal.recorder.begin(
            Intent(
                account=account,
                model=self.task_kind.model,
                operation=self.start.operation,
                digest=self._record.digest,
                schema_class=type(self.body).__name__,
                request=recorded_request(body, self.start.secrets),
                reference=self._reference,
                retry_failed=self._retry_failed,
                sent_at=now.wall,
                expires_at=now.wall + journal.max_sending_s,
            )
        )
        # Set here, because a cancellation may lose the result of this function.
        if begun.existing is None:
            self._number, self._record.started = begun.number, now
        return begun

    def withdraw(self, recorder: Recorder) -> None:
        """Record that nothing was sent, because sending did not begin."""
        if self._number is not None:
            recorder.not_created(self._number, "not_created", self._now().wall)

    def record_outcome(self, recorder: Recorder) -> None:
        """Record the task, or that there is none, or that it is unknown."""
        if self._number is None:
            return
        at, task_id = self._now().wall, self._record.task_id
        if task_id is None:
            recorder.not_created(self._number, self._state, at, self._reason)
        else:
            recorder.created(self._number, self._address(task_id), at)

    def _address(self, task_id: str) -> TaskAddress:
        return TaskAddress(self.task_kind.provider.name, self.task_kind.name, task_id)

    def _resumed(self, stored: StoredSubmit) -> _Submission:
        """Return the same submission as an earlier process made it."""
        return _Submission(
            self.task_kind,
            self.start,
            _stored_body(stored, self.task_kind.provider),
            self.recent_submits,
            self.clock,
            asynchronous=self._asynchronous,
            journal=self._journal,
            existing=stored,
        )

    def _earlier_unknown_error(
        self, stored: StoredSubmit, outcome: Undetermined[str]
    ) -> SubmitOutcomeUnknown:
        error = SubmitOutcomeUnknown(
            f"the reference {stored.reference!r} was submitted already, and the outcome is unknown: "
            f"{without_period(outcome.reason)}. The task may have been created and charged, so nothing was "
            "sent",
            provider=self.task_kind.provider.name,
            kind=self.task_kind.name,
        )
        # The advice recommends to reconcile, which has just been done.
        is_final = outcome.error is None and outcome.ask_again_in_s is None
        record = _stored_record(stored, self.body, self._now(), None)
        self._add_details(error, record, is_advised=not is_final)
        return error

    @contextmanager
    def naming_task_kind(self) -> Generator[None]:
        """Add the task kind to errors. Suppress the parse error of a response that accepts the submission."""
        try:
            yield
        except LongtakeError as error:
            error.provider, error.kind = self.task_kind.provider.name, self.task_kind.name
            raise
        except PARSE_ERRORS as error:
            if self._progress.accepted is None:
                # The error occurred before there was a response.
                raise
            self._parse_error = error

    def created_task_id(self) -> str:
        """Return the id of the created task from the response, and record it.

        Raises:
            SubmitOutcomeUnknown: If the response has no task id, or several ids. `response_ids` has them.
        """
        fields = self._progress.accepted or {}
        task_id = task_id_at(fields, self.start.task_id) or sole_task_id(fields)
        if task_id is None or not is_task_id(task_id):
            raise self._missing_id_error(ids_in(fields)) from self._parse_error
        self.recent_submits.set_task_id(self._record, task_id)
        return task_id

    def _missing_id_error(self, ids: Mapping[str, str]) -> SubmitOutcomeUnknown:
        problem = "its response has no task id"
        if self._parse_error is not None:
            problem = (
                "its response does not match the provider's documentation "
                f"({type(self._parse_error).__name__}: {self._parse_error})"
            )
        error = SubmitOutcomeUnknown(
            f"the provider accepted the request, but {problem}{describe_ids(ids)}. The task may have been "
            "created and charged",
            provider=self.task_kind.provider.name,
            kind=self.task_kind.name,
        )
        error.response_ids = ids
        return error

    @contextmanager
    def sending(self) -> Generator[None]:
        """Register the submission with the client while it is sent."""
        # Committing the intent may have taken a moment.
        self._record.started = self._now()
        with context_var_set(submit_progress, self._progress):
            self.recent_submits.start(self._record)
            yield
            self.recent_submits.end(self._record)

    def on_failure(
        self, error: BaseException, bind: Callable[[SubmitOutcomeUnknown], None]
    ) -> None:
        """Add to an error or interruption what is known about the outcome.

        Args:
            error: The exception that ended the submission.
            bind: Adds `reconcile` or `reconcile_async` to a `SubmitOutcomeUnknown`.
        """
        self._reason = error
        if isinstance(error, SubmitOutcomeUnknown):
            bind(error)
            self._describe(error)
        elif isinstance(error, LongtakeError) and self._has_certainly_failed():
            self._state = "not_created" if self._progress.response is None else "refused"
            self.recent_submits.end(self._record)
        else:
            self._on_interruption(error, bind)

    def abandon(
        self, error: SubmitOutcomeUnknown, bind: Callable[[SubmitOutcomeUnknown], None]
    ) -> None:
        """Complete the error of a submission that is abandoned while it is under way."""
        bind(error)
        error.kind = self.task_kind.name
        self._describe(error)
        self.recent_submits.add_unknown(error)

    def _has_certainly_failed(self) -> bool:
        """Return whether no task was created. An error in a caller's httpx hook does not prove that."""
        has_response = self._record.task_id is not None or self._progress.response is not None
        return not (has_response and self._progress.under_way)

    def _on_interruption(
        self,
        interruption: BaseException,
        bind: Callable[[SubmitOutcomeUnknown], None],
    ) -> None:
        # The response may have arrived before the interruption.
        with suppress(Exception):
            self._recover_response()
        if self._record.task_id is None and not self._progress.under_way:
            self._state = "not_created"
            self.recent_submits.end(self._record)
            interruption.add_note("longtake: interrupted before anything was submitted")
            return
        error = self._interruption_error()
        bind(error)
        self._describe(error)
        attach_pending(interruption, error)
        self.recent_submits.add_unknown(error)

    def _recover_response(self) -> None:
        if self._record.task_id is not None:
            return
        with context_var_set(submit_progress, self._progress):
            if recover_response(self._progress, self.task_kind.provider):
                self.created_task_id()

    @staticmethod
    def reconciling() -> AbstractContextManager[SubmitProgress]:
        """Record the accounts of the keys that reconciliation requests are sent with."""
        return context_var_set(submit_progress, SubmitProgress())

    def check_open(self, session: SyncSession[Any] | AsyncSession[Any]) -> None:
        """Raise `InvalidRequestError` if the provider cannot be asked because the client is closed."""
        if session.close_signal.closed and self._record.task_id is None:
            raise InvalidRequestError(
                CLOSED, provider=self.task_kind.provider.name, kind=self.task_kind.name
            )

    def steps(self, timeout_s: float, progress: SubmitProgress) -> Steps[Any, Outcome[str]]:
        """Return the steps that determine the outcome.

        A task that is found is assigned to this submission, so that no other one can match it.
        """
        outcome: Outcome[str] = Created(task="", evidence="nothing: the task's id is known")
        while self._record.task_id is None:
            yield Blocking(self._read_others)
            outcome = yield from reconcile_steps(
                self._unknown_submit(progress), self.task_kind, timeout_s
            )
            if not isinstance(outcome, Created):
                break
            # If another submission has claimed the task meanwhile, the next round does not match it again.
            self.recent_submits.claim(self._record, outcome.task)
        yield Blocking(partial(self._record_reconciled, outcome))
        if self._record.task_id is not None:
            # Another thread may have reconciled this submission first.
            outcome = Created(task=self._record.task_id, evidence=outcome.evidence)
        if not isinstance(outcome, Undetermined):
            self.recent_submits.end(self._record)
            if self._error is not None:
                self.recent_submits.remove_unknown(self._error)
        return outcome

    def _read_others(self) -> None:
        """Read what the journal has of other submissions, which reconciliation takes into account."""
        if self._journal is not None and self._number is not None:
            now = self._now().wall
            self._others = self._journal.recorder.others(self._number, now)

    def _record_reconciled(self, outcome: Outcome[str]) -> None:
        if self._journal is None or self._number is None:
            return
        recorder, at = self._journal.recorder, self._now().wall
        if self._record.task_id is not None:
            recorder.created(self._number, self._address(self._record.task_id), at)
        elif isinstance(outcome, NotCreated):
            recorder.not_created(self._number, "not_created", at)
        elif self.existing is not None and self.existing.state == "sending":
            # The time at which its process ended is unknown, but it was before now.
            recorder.not_created(self._number, "unknown", at)

    @staticmethod
    def with_tasks(outcome: Outcome[str], task: Callable[[str], TaskT]) -> Outcome[TaskT]:
        """Return an outcome with tasks in place of their ids."""
        match outcome:
            case Created():
                return Created(task=task(outcome.task), evidence=outcome.evidence)
            case Undetermined():
                candidates = tuple(task(task_id) for task_id in outcome.candidates)
                return Undetermined(
                    reason=outcome.reason,
                    evidence=outcome.evidence,
                    candidates=candidates,
                    balance=outcome.balance,
                    ask_again_in_s=outcome.ask_again_in_s,
                    error=outcome.error,
                )
            case _:
                return outcome

    def _unknown_submit(self, progress: SubmitProgress) -> UnknownSubmit:
        return UnknownSubmit(
            record=self._record,
            grace_s=self.task_kind.grace_s,
            now=self._now,
            is_competing_task=self._is_of_another,
            competing=self._competing,
            same_key=partial(self._is_same_key, progress),
        )

    def _is_of_another(self, task_id: str) -> bool:
        return self.recent_submits.has_created(task_id) or task_id in self._others[0]

    def _competing(self) -> Sequence[SubmitRecord]:
        now = self._now()
        provider = self.task_kind.provider
        stored = [
            _stored_record(each, _stored_body(each, provider), now, provider.reference_field)
            for each in self._others[1]
        ]
        return [*self.recent_submits.competing(self._record), *stored]

    def _is_same_key(self, progress: SubmitProgress) -> bool:
        if self.existing is None or self._journal is None:
            return progress.accounts <= self._progress.accounts
        from longtake._core.journal import Account  # noqa: PLC0415 - only journals need it

        recorder, provider = self._journal.recorder, self.task_kind.provider.name
        return all(
            recorder.is_account_of(self.existing, Account(provider=provider, key=key))
            for key in progress.accounts
        )

    def _describe(self, error: SubmitOutcomeUnknown) -> None:
        self._error = error
        self._record.ended = self._now()
        self._add_details(error, self._record)

    def _add_details(
        self, error: SubmitOutcomeUnknown, record: SubmitRecord, *, is_advised: bool = True
    ) -> None:
        error.operation, error.digest = self.start.operation, record.digest
        error.window = (_utc(record.started), _utc(record.ended or record.started))
        if self.task_kind.reconciler is not None:
            error.advice = self.task_kind.reconciler.advice
        if (reference := self._record.reference) is not None:
            name = self.task_kind.provider.reference_field
            error.advice = f"Its {name} is {reference!r}. {error.advice}"
        if self._asynchronous:
            error.advice = error.advice.replace("reconcile()", "reconcile_async()")
        advice = error.advice
        if error.token is not None:
            advice = f"from_token({error.token!r}) returns it"
        if is_advised:
            error.args = (f"{without_period(error.args[0])}. {advice}",)

    def _interruption_error(self) -> SubmitOutcomeUnknown:
        provider, kind = self.task_kind.provider.name, self.task_kind.name
        if self._record.task_id is None:
            return SubmitOutcomeUnknown(
                "interrupted while the request was under way. The task may have been created and charged",
                provider=provider,
                kind=kind,
            )
        return SubmitOutcomeUnknown(
            "interrupted just after the task was created and charged",
            provider=provider,
            kind=kind,
            task_id=self._record.task_id,
            token=TaskAddress(provider, kind, self._record.task_id).token(),
        )

    def _now(self) -> Moment:
        return Moment(self.clock.monotonic(), wall_time(self.clock))


def _utc(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.wall, UTC)


def _stored_submission(
    hooks: _Hooks[Any], stored: StoredSubmit, *, asynchronous: bool = False
) -> _Submission:
    """Return a submission of the journal, to reconcile it."""
    session, start = hooks.session, hooks.start_of(stored.operation)
    return _Submission(
        hooks.task_kind(start.read, start.operation),
        start,
        _stored_body(stored, hooks.provider),
        session.recent_submits,
        session.clock,
        asynchronous=asynchronous,
        journal=session.journal,
        existing=stored,
    )


def _stored_body(stored: StoredSubmit, provider: Provider) -> object:
    """Return the body of a submission of the journal, as far as the journal has it."""
    models = import_module(f"{generated_package(provider)}.models")
    schema_class = getattr(models, stored.schema_class, None)
    if schema_class is not None:
        with suppress(*PARSE_ERRORS):
            return schema_class.from_dict(stored.request)
    return stored.request


def _stored_record(
    stored: StoredSubmit, body: object, now: Moment, reference_field: str | None
) -> SubmitRecord:
    """Return the record of a submission of the journal."""
    sent = None if reference_field is None else getattr(body, reference_field, None)

    def moment(wall: float) -> Moment:
        # The monotonic time of another process means nothing here.
        return Moment(now.steady - max(0.0, now.wall - wall), min(wall, now.wall))

    ended = None if stored.is_under_way or stored.ended_at is None else moment(stored.ended_at)
    record = SubmitRecord(
        model=stored.model,
        body=body,
        reference=sent if isinstance(sent, str) else None,
        started=moment(stored.sent_at),
        ended=ended,
        task_id=stored.task_id,
    )
    # Not that of the body, because the journal does not have large values.
    record.digest = stored.digest
    return record


def internals_of(
    video: Video | AsyncVideo,
) -> tuple[SourceVideo, SyncHooks[Any] | AsyncHooks[Any], Clock]:
    """Return a video as the source of an extension, the hooks of its client, and its clock.

    Raises:
        InvalidRequestError: If the video belongs to no task or client.
    """
    # Private for users of the package, not within it.
    hooks: Any = starter(video._hooks)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return video._source_video(), hooks, video._clock  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def was_submitted_here(task: Task | AsyncTask) -> bool:
    """Return whether a task comes from a submission of its client, not from a journal or an id."""
    # Private for users of the package, not within it.
    return task._submitted_at is not None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
