"""At-most-once submissions, and their reconciliation when the outcome is unknown.

A submission ends in one of three ways: with the task, with an error that says that nothing was created, or
with `SubmitOutcomeUnknown`. An interruption (Ctrl-C, a cancelled asyncio task, a timeout around the call)
while the request is under way leaves the outcome unknown, too: the interruption is raised, with a
`SubmitOutcomeUnknown` attached, which `longtake.pending_after` returns.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, cast
from uuid import uuid4

from attrs import define, field, frozen

from longtake._core.callbacks import (
    Callbacks,
    check_callbacks,
    with_callback_url,
    with_reference,
)
from longtake._core.reconcile.steps import PARSE_ERRORS, Steps, reconcile_steps
from longtake._core.reconcile.submission import (
    Created,
    Moment,
    Outcome,
    RecentSubmits,
    SubmitRecord,
    Undetermined,
    UnknownSubmit,
)
from longtake._core.responses import describe_ids, ids_in, sole_task_id, task_id_at
from longtake._core.task_kind import (
    Start,
    TaskKind,
    check_exactly_one,
    task_kind_of,
    task_kinds,
)
from longtake._core.tokens import TaskAddress, is_task_id, read_token
from longtake._core.values import without_period
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.connections import CLOSED
from longtake._shell.http.context import SubmitProgress, context_var_set, submit_progress
from longtake._shell.http.response import recover_response
from longtake._shell.task import AsyncTask, Task
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    SubmitOutcomeUnknown,
    UnexpectedAnswerError,
)
from longtake.interruptions import attach_pending

if TYPE_CHECKING:
    from longtake._core.provider import Provider
    from longtake._shell.session import AsyncSession, SyncSession
    from longtake.models._model import Action

# A task keeps no prompt and no image.
_LONGEST_PARAMETER: Final = 100

ClientT = TypeVar("ClientT")
TaskT = TypeVar("TaskT")
TaskT_co = TypeVar("TaskT_co", covariant=True)

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
        hooks: The hooks of the client that sends it.
        start: The operation.
        body: The body of the request.
        callbacks: The receiver of callbacks about the task, None for none.
    """

    hooks: SyncHooks[Any] | AsyncHooks[Any]
    start: Start
    body: object
    callbacks: Callbacks | None = None

    @property
    def operation(self) -> str:
        """Return the operationId of the operation, such as `extend_veo_video`."""
        return self.start.operation

    def send(self, describers: list[Describe]) -> Any:  # noqa: ANN401 - a task, or a coroutine that returns one
        """Send the submission without counting it against the rate limits, as `submit_all` does."""
        return self.hooks.start(self.start, self.body, self.callbacks, describers=describers)

    def __repr__(self) -> str:
        return f"Prepared({self.hooks.provider.name}, {self.operation})"


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
                has none, or several, of parameters of which exactly one must be given.
        """
        try:
            check_exactly_one(start, body)
            if callbacks is None:
                return body
            check_callbacks(callbacks)
            url = callbacks.url(self.provider.name, kind=self.task_kind(start.read).name)
            return with_callback_url(body, start.address, url)
        except InvalidRequestError as error:
            error.provider, error.kind = self.provider.name, self.task_kind(start.read).name
            raise

    @contextmanager
    def calling(self, operation: str) -> Generator[ClientT]:
        """Yield the generated client for a call that starts no task. Errors name the provider."""
        try:
            yield self.session.raw
        except LongtakeError as error:
            error.provider = self.provider.name
            raise
        except PARSE_ERRORS as error:
            raise UnexpectedAnswerError(
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
        *,
        describers: list[Describe] | None = None,
    ) -> Task:
        """Submit a body and return the task.

        Args:
            start: The operation.
            body: The body of the request.
            callbacks: The receiver of callbacks about the task.
            describers: A list that a function is added to which completes the error of this submission, for a
                caller that counts it against the rate limits itself and may abandon it.

        Raises:
            InvalidRequestError: If there are callbacks, and the body has a callback URL already or the
                operation takes none.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider refuses the request.
        """
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
        submit = _Submission(task_kind, start, body, session.recent_submits, session.clock)
        if describers is not None:
            describers.append(
                lambda error: submit.abandon(error, lambda each: each.bind(reconcile))
            )
        # Outermost, since an interruption may occur while the contexts are left, too.
        try:
            with _count_against_limits(session, describers is not None), submit.sending():
                with submit.naming_task_kind():
                    endpoint(start).sync_detailed(client=session.raw, body=submit.body)
                return task(submit.created_task_id(), session.clock.monotonic())
        except BaseException as error:
            submit.on_failure(error, lambda unknown: unknown.bind(reconcile))
            raise

    def begin(
        self,
        action: Action,
        model: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
        callbacks: Callbacks | None,
    ) -> Task:
        """Submit a request that is given by common names and options. Raises as `request` and `start` do."""
        start, body = self.request(action, model, common, options)
        return self.start(start, body, callbacks)

    def prepare(self, start: Start, body: object, callbacks: Callbacks | None) -> Prepared[Task]:
        """Return a submission to send later. Raises `InvalidRequestError` as `start` does."""
        self.with_callbacks(start, body, callbacks)
        return Prepared(self, start, body, callbacks)

    def resume(self, token: str, callbacks: Callbacks | None) -> Task:
        """Return the task of a token. Raises `InvalidRequestError` for a task of another provider."""
        kind, task_id = self._resumed(token, callbacks)
        return Task(kind=kind, id=task_id, session=self.session, callbacks=callbacks, hooks=self)

    def task(self, read: str, task_id: str) -> Task:
        """Return a task that was started elsewhere, by its id."""
        return Task(kind=self.task_kind(read), id=task_id, session=self.session, hooks=self)


class AsyncHooks(_Hooks[ClientT]):
    """The hooks that generated resources of an asynchronous client send requests with."""

    session: AsyncSession[ClientT]

    def start(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None = None,
        *,
        describers: list[Describe] | None = None,
    ) -> Coroutine[Any, Any, AsyncTask]:
        """Submit a body and return the task; see `SyncHooks.start`."""
        coroutine = self._start(start, body, callbacks, describers)
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
        describers: list[Describe] | None,
    ) -> AsyncTask:
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
            task_kind, start, body, session.recent_submits, session.clock, asynchronous=True
        )
        try:
            with _count_against_limits(session, describers is not None), submit.sending():
                with submit.naming_task_kind():
                    await endpoint(start).asyncio_detailed(client=session.raw, body=submit.body)
                task_id = submit.created_task_id()
                # asyncio drops the result of a task that is cancelled after its last await. This await raises
                # the cancellation here instead, where the task id is kept.
                await session.clock.sleep_async(0)
                return task(task_id, session.clock.monotonic())
        except BaseException as error:
            submit.on_failure(error, lambda unknown: unknown.bind_async(reconcile))
            raise

    def begin(
        self,
        action: Action,
        model: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
        callbacks: Callbacks | None,
    ) -> Coroutine[Any, Any, AsyncTask]:
        """Submit a request that is given by common names and options; see `SyncHooks.begin`."""
        start, body = self.request(action, model, common, options)
        return self.start(start, body, callbacks)

    def prepare(
        self, start: Start, body: object, callbacks: Callbacks | None
    ) -> Prepared[AsyncTask]:
        """Return a submission to send later. Raises `InvalidRequestError` as `start` does."""
        self.with_callbacks(start, body, callbacks)
        return Prepared(self, start, body, callbacks)

    def resume(self, token: str, callbacks: Callbacks | None) -> AsyncTask:
        """Return the task of a token. Raises `InvalidRequestError` for a task of another provider."""
        kind, task_id = self._resumed(token, callbacks)
        return AsyncTask(
            kind=kind, id=task_id, session=self.session, callbacks=callbacks, hooks=self
        )

    def task(self, read: str, task_id: str) -> AsyncTask:
        """Return a task that was started elsewhere, by its id."""
        return AsyncTask(kind=self.task_kind(read), id=task_id, session=self.session, hooks=self)


def endpoint(start: Start) -> Any:  # noqa: ANN401 - a module
    """Return the generated module with the functions that send a submission."""
    return import_module(start.endpoint)


def parameters_in(body: object) -> Mapping[str, object]:
    """Return the short values of a request's body, by the provider's names, without the nesting."""
    to_dict: Callable[[], Mapping[str, object]] | None = getattr(body, "to_dict", None)
    found: dict[str, object] = {}
    waiting: list[Mapping[str, object]] = [to_dict()] if to_dict else []
    while waiting:
        for name, value in waiting.pop().items():
            if isinstance(value, dict):
                waiting.append(cast("Mapping[str, object]", value))
            elif isinstance(value, str | int | float) and len(str(value)) <= _LONGEST_PARAMETER:
                # Of two parameters with one name the outer one is kept, such as the id of the model.
                found.setdefault(name, value)
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
        if isinstance(error, SubmitOutcomeUnknown):
            bind(error)
            self._describe(error)
        elif isinstance(error, LongtakeError) and self._has_certainly_failed():
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

    def steps(self, timeout_s: float, progress: SubmitProgress) -> Steps[Any]:
        """Return the steps that determine the outcome.

        A task that is found is assigned to this submission, so that no other one can match it.
        """
        outcome: Outcome[str] = Created(task="", evidence="nothing: the task's id is known")
        while self._record.task_id is None:
            outcome = yield from reconcile_steps(
                self._unknown_submit(progress), self.task_kind, timeout_s
            )
            if not isinstance(outcome, Created):
                break
            # If another submission has claimed the task meanwhile, the next round does not match it again.
            self.recent_submits.claim(self._record, outcome.task)
        if self._record.task_id is not None:
            # Another thread may have reconciled this submission first.
            outcome = Created(task=self._record.task_id, evidence=outcome.evidence)
        if not isinstance(outcome, Undetermined):
            self.recent_submits.end(self._record)
            if self._error is not None:
                self.recent_submits.remove_unknown(self._error)
        return outcome

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
            is_competing_task=self.recent_submits.has_created,
            competing=lambda: self.recent_submits.competing(self._record),
            same_key=lambda: progress.accounts <= self._progress.accounts,
        )

    def _describe(self, error: SubmitOutcomeUnknown) -> None:
        self._error = error
        ended = self._record.ended = self._now()
        error.operation, error.digest = self.start.operation, self._record.digest
        error.window = (_utc(self._record.started), _utc(ended))
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
