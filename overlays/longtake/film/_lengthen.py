"""Lengthening a video hop by hop, as steps for a synchronous and an asynchronous driver."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import asdict, define, field, frozen

from longtake._core.journal import HOP_INFIX, FilmRecord
from longtake._core.reconcile.steps import Blocking
from longtake._core.reconcile.submission import Created, NotCreated
from longtake._core.tokens import TaskAddress
from longtake._shell import log
from longtake._shell.clock import wall_time
from longtake._shell.partial_file import os_errors
from longtake.errors import (
    InvalidRequestError,
    LengthenError,
    LongtakeError,
    SubmitOutcomeUnknown,
    TaskTimeoutError,
)
from longtake.film._cost import Budget, balance_call
from longtake.film._film import Film, Part
from longtake.film._folder import PartsFolder
from longtake.film._hops import Hop, LengthenProgress
from longtake.film._media import probe
from longtake.film._plan import UnreachableError

if TYPE_CHECKING:
    from pathlib import Path

    from longtake._core.polling.poller import Poll
    from longtake._core.reconcile.submission import Outcome
    from longtake._core.snapshot import Change
    from longtake._shell.clock import Clock
    from longtake._shell.submit import AsyncHooks, SyncHooks
    from longtake._shell.task import AsyncTask, AsyncVideo, Task, Video
    from longtake.film._media import MediaInfo
    from longtake.film._plan import Plan, PlannedHop, Planner

AnyVideo: TypeAlias = "Video | AsyncVideo"
OnProgress: TypeAlias = Callable[[LengthenProgress], object]
Steps: TypeAlias = Generator[Callable[[], Any] | Blocking, Any, Any]
"""Functions to call. What an asynchronous client's function returns is awaited; a `Blocking` one runs in a
thread there."""

_MAX_SUBMITS: Final = 3
# Below this a task had ended before it was waited for, and its duration says nothing.
_SHORTEST_WAIT_S: Final = 1.0
_LEAST_PROGRESS: Final = 0.03


@frozen(kw_only=True)
class Options:
    """How a video is lengthened.

    Attributes:
        reference: The caller's own name for the film, None for none.
        parts: The folder for the parts, None for a temporary one, or for a permanent one with a reference.
        poll: As in `Task.wait`.
        timeout: Seconds for the whole call, None for no limit.
        on_change: Called with each change.
    """

    reference: str | None
    parts: Path | None
    poll: Poll | None
    timeout: float | None
    on_change: OnProgress | None


@frozen
class _File:
    """A part of the film.

    Attributes:
        path: The file.
        duration_s: Its length in seconds.
        added_s: The seconds by which it lengthens the film.
    """

    path: Path
    duration_s: float
    added_s: float


@define(kw_only=True)
class Lengthening:
    """One call of `lengthen`.

    Attributes:
        video: The video that the next hop extends.
        planner: The planner.
        hooks: The hooks of the client that submits the hops.
        home: The hooks of the client of the first video.
        clock: The clock.
        budget: The credits.
        options: The other arguments of the call.
        is_async: Whether the client is asynchronous.
    """

    video: AnyVideo
    planner: Planner
    hooks: SyncHooks[Any] | AsyncHooks[Any]
    home: SyncHooks[Any] | AsyncHooks[Any]
    clock: Clock
    budget: Budget
    options: Options
    is_async: bool
    _folder: PartsFolder = field(init=False)
    _film: Film = field(init=False)
    _planned: int = field(init=False, default=0)
    _deadline: float = field(init=False, default=inf)
    _files: list[_File] = field(init=False, factory=list["_File"])
    _waits_s: list[float] = field(init=False, factory=list[float])

    def steps(self) -> Steps:
        """Yield the steps, and return the film.

        Raises:
            InvalidRequestError: If the length cannot be reached, before anything is charged.
            LengthenError: If a hop fails.
        """
        if self.options.timeout is not None:
            self._deadline = self.clock.monotonic() + self.options.timeout
        self.hooks.check_reference(self._hop_reference(1))
        self._folder = self._open_folder()
        first: Path = yield from self._download(self.video, 0)
        info: MediaInfo = yield Blocking(partial(probe, first))
        self._film = Film(parts=(Part(path=first),), complete=False, folder=self._folder)
        self._files = [_File(first, info.duration_s, info.duration_s)]
        plan = self.planner.plan(info.duration_s)
        self._planned = len(plan.hops)
        for notice in plan.notices:
            log.plan_notice(plan.model, notice)
        record = yield from self._record(plan)
        is_resumed = record is not None and (yield from self._find(record))
        yield from self._check_credits(plan, is_resumed=is_resumed)
        if record is not None and not is_resumed:
            yield Blocking(partial(self._recorder().begin_film, record))
        complete = yield from self._run()
        cut_s = self.planner.to_s if complete and self.planner.exact else None
        if record is not None and complete:
            at = wall_time(self.clock)
            end = partial(self._recorder().end_film, record.account, record.reference, at)
            yield Blocking(end)
        return self._new_film(self._film.parts, complete=complete, cut_s=cut_s)

    # Before the first hop

    def _check_credits(self, plan: Plan, *, is_resumed: bool) -> Steps:
        """Check that the plan can be paid, and that its cost can be limited."""
        if not plan.hops:
            return
        balance = None
        try:
            balance = yield from self._balance()
        except LongtakeError:
            # Only a limit needs it. A gateway in front of the provider may lack this operation.
            if self.budget.max_credits is not None:
                raise
        provider = self.home.provider.name
        # Earlier hops of a film that is resumed are paid already.
        self.budget.check(self.planner, plan, balance, provider=provider, is_paid=is_resumed)

    def _record(self, plan: Plan) -> Steps:
        """Return the record of the film for the journal, None without a reference."""
        reference, journal = self.options.reference, self.hooks.session.journal
        if reference is None or journal is None:
            return None
        account = yield (journal.account_async if self.is_async else journal.account)
        planner = self.planner
        return FilmRecord(
            account=account,
            reference=reference,
            request=_as_json(
                {
                    "video": f"{self._token(self.video)} {self.video.index}",
                    "model": planner.model.name,
                    "to_s": planner.to_s,
                    "prompts": planner.prompts,
                    "options": planner.options,
                    "exact": planner.exact,
                }
            ),
            plan=[_as_json(asdict(hop)) for hop in plan.hops],
            folder=str(self._folder.path),
            started_at=wall_time(self.clock),
        )

    def _find(self, record: FilmRecord) -> Steps:
        """Return whether the journal has the film.

        Raises:
            InvalidRequestError: If the reference belongs to another film.
        """
        found: FilmRecord | None = yield Blocking(
            partial(self._recorder().film, record.account, record.reference)
        )
        if found is None:
            return False
        other = [name for name in record.request if found.request.get(name) != record.request[name]]
        if other:
            pairs = ", ".join(
                f"{name} must be {found.request.get(name)!r}, got {record.request[name]!r}"
                for name in other
            )
            raise InvalidRequestError(
                f"the reference {record.reference!r} belongs to another film: {pairs}. Use another reference "
                "for another film. Nothing was sent",
                provider=record.account.provider,
            )
        return True

    def _open_folder(self) -> PartsFolder:
        """Return the folder for the parts."""
        if self.options.parts is not None:
            return PartsFolder.kept(self.options.parts)
        if self.options.reference is None:
            return PartsFolder.temporary()
        from platformdirs import user_state_path  # noqa: PLC0415 - only references need it

        name = f"{self.hooks.provider.name} {self.options.reference}"
        folder = hashlib.sha256(name.encode()).hexdigest()[:16]
        return PartsFolder.kept(user_state_path("longtake", appauthor=False) / "films" / folder)

    # Hops

    def _run(self) -> Steps:
        """Run the hops, and return whether the film has its length."""
        while (hop := self._next_hop()) is not None:
            if not self.budget.allows(hop):
                return False
            try:
                yield from self._hop(hop)
            except LengthenError:
                raise
            except LongtakeError as error:
                raise self._error(error, hop.number) from error
            except BaseException as interruption:
                self._note(interruption)
                raise
        return True

    def _next_hop(self) -> PlannedHop | None:
        """Return the next hop, None if the film is long enough."""
        done, length_s = len(self._film.hops), self._length_s
        missing_s = self.planner.to_s - length_s
        # Parts are often a few frames shorter than documented. Nothing is charged for these.
        is_close = missing_s <= self.planner.growth.min_added_s / 2
        if done >= self._planned and is_close and not self.planner.exact:
            return None
        try:
            return next(self.planner.hops(length_s, done), None)
        except UnreachableError as ceiling:
            reason = InvalidRequestError(
                f"the film cannot become longer than {length_s:.4g} s: {ceiling.reason}; choose a lower to_s"
            )
            raise self._error(reason, done + 1) from None

    def _hop(self, hop: PlannedHop) -> Steps:
        if self.clock.monotonic() >= self._deadline:
            raise TaskTimeoutError(
                f"hop {hop.number} was not begun within {self.options.timeout:g} s"
            )
        needs_balance = not self.planner.growth.reports_credits
        before = (yield from self._balance_or_none()) if needs_balance else None
        task = yield from self._submit(hop)
        video = yield from self._wait(task, hop)
        after = (yield from self._balance_or_none()) if needs_balance else None
        cost, cost_from = self.budget.charge(hop, task.credits, before, after)
        path: Path = yield from self._download(video, hop.number)
        info: MediaInfo = yield Blocking(partial(probe, path))
        replaced: int = yield Blocking(partial(self._replaced, path, info.duration_s, hop))
        kept = len(self._files) - replaced
        part = Part(path=path, overlap_s=self.planner.growth.overlap_s if kept else None)
        added_s = info.duration_s
        if kept:
            # The overlap of the two is not known before their frames are compared.
            previous = self._files[kept - 1]
            pair = Film(parts=(Part(path=previous.path), part))
            added_s = (yield Blocking(lambda: pair.duration_s)) - previous.duration_s
        self._files[kept:] = [_File(path, info.duration_s, added_s)]
        done = Hop(
            number=hop.number,
            model=hop.model,
            prompt=hop.prompt,
            token=task.token,
            extent="whole" if replaced else "part",
            path=path,
            duration_s=self._length_s,
            credits=cost,
            credits_from=cost_from,
        )
        self._film = self._new_film((*self._film.parts[:kept], part), hops=(*self._film.hops, done))
        self.video = video

    def _submit(self, hop: PlannedHop) -> Steps:
        """Submit a hop, and return its task. It is submitted again only if it was certainly not created."""
        unknown: SubmitOutcomeUnknown | None = None
        for _ in range(_MAX_SUBMITS):
            try:
                task: Task | AsyncTask = yield partial(self._start, hop)
            except SubmitOutcomeUnknown as error:
                unknown = error
            else:
                return task
            outcome: Outcome[Any] = yield (
                unknown.reconcile_async if self.is_async else unknown.reconcile
            )
            if isinstance(outcome, Created):
                return outcome.task
            if not isinstance(outcome, NotCreated):
                raise unknown
        raise unknown or LookupError

    def _start(self, hop: PlannedHop) -> Task | Awaitable[AsyncTask]:
        source = self.planner.source if not self._film.hops else self._source_video()
        model, common, options = self.planner.request(hop, source)
        return self.hooks.begin(
            "extend",
            model,
            common,
            options,
            None,
            reference=self._hop_reference(hop.number),
            # A hop that failed is the reason to call `lengthen` again.
            retry_failed=self.options.reference is not None,
        )

    def _source_video(self) -> Any:  # noqa: ANN401 - a SourceVideo
        from longtake._shell.submit import internals_of  # noqa: PLC0415 - as with every use of tasks

        return internals_of(self.video)[0]

    def _wait(self, task: Task | AsyncTask, hop: PlannedHop) -> Steps:
        began = self.clock.monotonic()
        left_s = None if self._deadline == inf else max(self._deadline - began, 0.001)
        # The callback of either client, which may be async for an asynchronous one.
        report: Any = self.options.on_change and partial(self._report, hop, began)
        video = yield partial(task.wait, timeout=left_s, poll=self.options.poll, on_change=report)
        waited_s = self.clock.monotonic() - began
        if waited_s > _SHORTEST_WAIT_S:
            self._waits_s.append(waited_s)
        return video

    def _report(self, hop: PlannedHop, began: float, change: Change) -> object:
        if self.options.on_change is None:
            return None
        elapsed_s = self.clock.monotonic() - began
        usual_s = sum(self._waits_s) / len(self._waits_s) if self._waits_s else None
        if usual_s is None and (change.progress or 0) >= _LEAST_PROGRESS:
            usual_s = elapsed_s / (change.progress or 1)
        hops = max(self._planned, hop.number)
        rest_s = None
        if usual_s is not None:
            this_s = 0 if change.state.ended else max(usual_s - elapsed_s, 0)
            rest_s = this_s + usual_s * (hops - hop.number)
        return self.options.on_change(
            LengthenProgress(
                hop=hop.number,
                hops=hops,
                duration_s=self._length_s,
                to_s=self.planner.to_s,
                change=change,
                remaining_s=rest_s,
            )
        )

    def _replaced(self, path: Path, duration_s: float, hop: PlannedHop) -> int:
        """Return how many of the last parts a file replaces, 0 if it has the new seconds only.

        Half of the providers do not document it, and others have returned a part in place of the whole. So
        this decides: a whole begins as the part that it continues, or as one before. Where several begin
        alike, as in a still scene, the length decides.
        """
        from longtake.film._beginnings import beginning, begins_alike  # noqa: PLC0415 - the extra

        growth, added_s = self.planner.growth, hop.added_s
        if growth.duration == "fixed":
            added_s = (growth.min_added_s + growth.max_added_s) / 2
        expected_s = {0: added_s + (growth.overlap_s or 0)}
        first, before_s = beginning(path), 0.0
        for count, file in enumerate(reversed(self._files), start=1):
            before_s += file.added_s
            if begins_alike(first, beginning(file.path)):
                expected_s[count] = before_s + added_s
        return min(expected_s, key=lambda count: abs(duration_s - expected_s[count]))

    @property
    def _length_s(self) -> float:
        """Return the length of the film so far in seconds."""
        return sum(file.added_s for file in self._files)

    # Files and credits

    def _download(self, video: AnyVideo, number: int) -> Steps:
        """Download a video into the folder, unless an earlier call has done so, and return the path."""
        token = hashlib.sha256(f"{self._token(video)} {video.index}".encode()).hexdigest()[:8]
        path = self._folder.path / f"{number:03d}-{token}.mp4"
        with os_errors(path):
            # A download appears when it is complete.
            if path.exists():
                return path
        left_s = None if self._deadline == inf else max(self._deadline - self.clock.monotonic(), 1)
        yield partial(video.download, path, timeout=left_s)
        return path

    def _balance(self) -> Steps:
        read = balance_call(self.hooks)
        if read is None:
            return None
        balance = yield read
        return balance if isinstance(balance, int | float) else None

    def _balance_or_none(self) -> Steps:
        """Return the balance, None if it cannot be read: a hop does not fail for this."""
        try:
            return (yield from self._balance())
        except LongtakeError:
            return None

    def _recorder(self) -> Any:  # noqa: ANN401 - a Recorder
        journal = self.hooks.session.journal
        return journal and journal.recorder

    def _hop_reference(self, number: int) -> str | None:
        reference = self.options.reference
        return None if reference is None else f"{reference}{HOP_INFIX}{number}"

    @staticmethod
    def _token(video: AnyVideo) -> str:
        return TaskAddress(video.provider, video.kind, video.task_id).token()

    # Results

    def _new_film(
        self,
        parts: tuple[Part, ...],
        *,
        hops: tuple[Hop, ...] | None = None,
        complete: bool = False,
        cut_s: float | None = None,
    ) -> Film:
        return Film(
            parts=parts,
            hops=self._film.hops if hops is None else hops,
            complete=complete,
            cut_s=cut_s,
            folder=self._folder,
        )

    def _error(self, reason: LongtakeError, number: int) -> LengthenError:
        so_far = f"the film has {self._length_s:.4g} of {self.planner.to_s:g} s"
        again = (
            f"Call lengthen again with the reference {self.options.reference!r} to go on"
            if self.options.reference
            else "Save error.film, or lengthen its last video"
        )
        error = LengthenError(
            f"hop {number} failed, and {so_far}: {reason.args[0]}. {again}",
            provider=reason.provider,
            kind=reason.kind,
            status=reason.status,
            code=reason.code,
            provider_message=reason.provider_message,
            task_id=reason.task_id,
            token=reason.token,
        )
        error.film = self._new_film(self._film.parts)
        error.__cause__ = reason
        return error

    def _note(self, interruption: BaseException) -> None:
        """Add the last finished hop to an interruption, to go on from there."""
        hops = self._film.hops
        if hops and not isinstance(interruption, GeneratorExit):
            interruption.add_note(
                f"longtake: the film has {self._length_s:.4g} s after hop {len(hops)}; "
                f"from_token({hops[-1].token!r}) returns the task of that hop"
            )


def _as_json(value: dict[str, object]) -> dict[str, Any]:
    """Return an object as JSON has it, so that it can be compared with a stored one."""
    found: dict[str, Any] = json.loads(json.dumps(value, default=str))
    return found
