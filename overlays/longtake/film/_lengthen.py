"""Lengthening a video hop by hop, as steps for a synchronous and an asynchronous driver."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, evolve, field, frozen

from longtake._core.journal import HOP_INFIX
from longtake._core.reconcile.steps import Blocking
from longtake._core.reconcile.submission import Created, NotCreated
from longtake._core.tokens import TaskAddress
from longtake._shell import log
from longtake._shell.submit import was_submitted_here
from longtake.errors import (
    InvalidRequestError,
    LengthenError,
    LongtakeError,
    SubmitOutcomeUnknown,
    TaskTimeoutError,
    UnexpectedResponseError,
)
from longtake.film._cost import Budget, balance_call
from longtake.film._failures import describe_interruption, hop_error
from longtake.film._film import Film, Part
from longtake.film._film_journal import FilmJournal
from longtake.film._hops import Hop, LengthenProgress
from longtake.film._part_files import PartFile, check_frames, first_file, next_file
from longtake.film._part_store import PartStore, open_folder
from longtake.film._plan import UnreachableError
from longtake.film._sources import source_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from pathlib import Path

    from longtake._core.journal import FilmRecord, StoredSubmit
    from longtake._core.polling.poller import Poll
    from longtake._core.reconcile.submission import Outcome
    from longtake._core.snapshot import Change, Snapshot
    from longtake._shell.clock import Clock
    from longtake._shell.submit import AsyncHooks, SyncHooks
    from longtake._shell.task import AsyncTask, Task
    from longtake._shell.uploads import UploadedFile
    from longtake.film._plan import Plan, PlannedHop
    from longtake.film._planner import Planner
    from longtake.film._sources import HopSource
    from longtake.film._steps import Steps

OnProgress: TypeAlias = Callable[[LengthenProgress], object]


_MAX_SUBMITS: Final = 3
# After a shorter wait, the task had ended before, so the wait is no measure of its duration.
_SHORTEST_WAIT_S: Final = 1.0
_LEAST_PROGRESS: Final = 0.03
# The share of the expected seconds that a hop must have added for a further one to be sent.
_LEAST_SHARE: Final = 0.5


@frozen(kw_only=True)
class Options:
    """How a video is lengthened.

    Attributes:
        reference: The caller's own name for the film, None for none.
        parts: The folder for the parts, None for a folder in the state folder, or without a reference for a
            temporary one.
        poll: As in `Task.wait`.
        timeout: Seconds for the whole call, None for no limit.
        on_change: Called with each change.
    """

    reference: str | None
    parts: Path | None
    poll: Poll | None
    timeout: float | None
    on_change: OnProgress | None


@define(kw_only=True)
class Lengthening:
    """One call of `lengthen`.

    Attributes:
        source: The video that the next hop extends.
        planner: The planner.
        hooks: The hooks of the client that submits the hops.
        home: The hooks of the client of the first video. For a URL or file, they are those of the hops.
        upload: The function that uploads a file to the provider; None unless the first video is a file.
        clock: The clock.
        budget: The limit of credits, and the credits spent.
        options: The other arguments of the call.
        is_async: Whether the client is asynchronous.
    """

    source: HopSource
    planner: Planner
    hooks: SyncHooks[Any] | AsyncHooks[Any]
    home: SyncHooks[Any] | AsyncHooks[Any]
    upload: Callable[..., Any] | None
    clock: Clock
    budget: Budget
    options: Options
    is_async: bool
    _store: PartStore = field(init=False)
    _film: Film = field(init=False)
    _planned: int = field(init=False, default=0)
    _deadline: float = field(init=False, default=inf)
    _files: list[PartFile] = field(init=False, factory=list[PartFile])
    _waits_s: list[float] = field(init=False, factory=list[float])
    _journal: FilmJournal | None = field(init=False, default=None)
    # Set if the last hop added too little for a further one.
    _too_little: str | None = field(init=False, default=None)
    # The task of the hop that is under way.
    _task: Task | AsyncTask | None = field(init=False, default=None)
    _costs: Mapping[str, Any] = field(init=False, factory=dict[str, Any])

    def steps(self) -> Steps:
        """Yield the steps, and return the film.

        Raises:
            InvalidRequestError: If the length cannot be reached, before anything is charged.
            LengthenError: If a hop fails.
        """
        if self.options.timeout is not None:
            self._deadline = self.clock.monotonic() + self.options.timeout
        self.hooks.check_reference(self.options.reference)
        found = yield from self._find()
        recorded = None if found is None else found.folder
        given, reference = self.options.parts, self.options.reference
        folder = open_folder(given, reference, self.hooks.provider.name, recorded)
        with folder.deleted_on_error():
            self._store = PartStore(folder=folder, hooks=self.home, left_s=self._left_s)
            first: PartFile = yield from self._store.file(self.source, 0, first_file)
            self._film = Film(parts=(Part(path=first.path),), complete=False, folder=folder)
            self._files = [first]
            plan = self.planner.plan(first.duration_s)
            self._planned = len(plan.hops)
            for notice in plan.notices:
                log.plan_notice(plan.model, notice)
            # If the video is long enough already, there is nothing to resume.
            is_film = bool(plan.hops) or self.planner.exact
            if plan.hops and found is None:
                if self.source.made is None:
                    # Otherwise, a hop would be charged although the video is damaged.
                    with self.source.naming_url(InvalidRequestError):
                        yield Blocking(partial(check_frames, self.source.file or first.path))
                yield from self._check_credits(plan, is_resumed=False)
            if self._journal is not None and is_film:
                folder.keep()
                identity = self.source.identity
                yield from self._journal.begin(plan, self.planner, identity, folder)
            complete = yield from self._run(plan, is_checked=found is None)
            cut_s = self.planner.to_s if complete and self.planner.exact else None
            if self._journal is not None and is_film and complete:
                yield from self._journal.end()
            return self._new_film(self._film.parts, complete=complete, cut_s=cut_s)

    # Before the first hop

    def _check_credits(self, plan: Plan, *, is_resumed: bool) -> Steps:
        """Check that the balance suffices, and that the cost can be limited."""
        balance = None
        try:
            balance = yield from self._balance()
        except LongtakeError:
            # Only a limit needs the balance. A gateway in front of the provider may lack the operation.
            if self.budget.max_credits is not None:
                raise
        provider = self.home.provider.name
        # The earlier hops of a resumed film are already charged.
        self.budget.check(self.planner, plan, balance, provider=provider, is_resumed=is_resumed)

    def _find(self) -> Steps:
        """Return the record of the film in the journal, None without a reference or an earlier call.

        Raises:
            InvalidRequestError: If the reference belongs to another film.
        """
        reference, journal = self.options.reference, self.hooks.session.journal
        if reference is None or journal is None:
            return None
        self._journal = FilmJournal(
            session=self.hooks.session,
            journal=journal,
            reference=reference,
            clock=self.clock,
            is_async=self.is_async,
        )
        found: FilmRecord | None = yield from self._journal.find()
        if found is not None:
            self._journal.check(found, self.planner, self.source.identity)
            # If another process made the video, its seed is unknown here.
            self.planner = evolve(self.planner, seed=found.request["seed"])
            self._costs = found.costs
        return found

    # Hops

    def _run(self, plan: Plan, *, is_checked: bool) -> Steps:
        """Run the hops, and return whether the film has its length.

        Args:
            plan: The plan.
            is_checked: Whether the balance has been checked.
        """
        while (hop := self._next_hop()) is not None:
            sent: StoredSubmit | None = None
            if self._journal is not None:
                sent = yield from self._journal.sent(hop.number)
            result = None if sent is None else (yield from self._recorded_result(sent, hop))
            # The hops that an earlier call has finished need no request.
            if result is None and not is_checked:
                yield from self._check_credits(plan, is_resumed=True)
                is_checked = True
            if (sent is None or sent.task_id is None) and not self.budget.allows(hop):
                return False
            try:
                yield from self._hop(hop, sent, result)
            except LengthenError:
                raise
            except LongtakeError as error:
                raise self._error(error, hop.number) from error
            except BaseException as interruption:
                describe_interruption(interruption, self._film, self._task, self._length_s)
                raise
        return True

    def _next_hop(self) -> PlannedHop | None:
        """Return the next hop, None if the film is long enough."""
        done, length_s = len(self._film.hops), self._length_s
        missing_s = self.planner.to_s - length_s
        # Parts are often a few frames shorter than documented. No hop is sent for these frames.
        is_close = missing_s <= self.planner.growth.min_added_s / 2
        if done >= self._planned and is_close and not self.planner.exact:
            return None
        try:
            hop = next(self.planner.hops(length_s, done), None)
        except UnreachableError as ceiling:
            reason = InvalidRequestError(
                f"the film cannot be longer than {length_s:.4g} s: {ceiling.reason}; pass a lower to_s"
            )
            raise self._error(reason, done + 1) from reason
        if hop is not None and self._too_little is not None:
            too_little = UnexpectedResponseError(self._too_little)
            raise self._error(too_little, done) from too_little
        return hop

    def _recorded_result(self, sent: StoredSubmit, hop: PlannedHop) -> Steps:
        """Return the recorded state of a hop's task, None unless it succeeded and its file exists."""
        journal = self._journal
        if journal is None or sent.task_id is None:
            return None
        address = TaskAddress(sent.account.provider, sent.model.partition("/")[2], sent.task_id)
        if not self._store.has(f"{address.token()} 0", hop.number):
            return None
        return (yield from journal.result(address))

    def _hop(self, hop: PlannedHop, sent: StoredSubmit | None, result: Snapshot | None) -> Steps:
        """Run a hop.

        Args:
            hop: The hop.
            sent: The submission of an earlier call, None if there is none.
            result: The state of the task that the journal has recorded; None: the task is polled.
        """
        if result is None and self.clock.monotonic() >= self._deadline:
            raise TaskTimeoutError(
                f"the timeout of {self.options.timeout:g} s passed before hop {hop.number} was sent"
            )
        known = self._costs.get(str(hop.number))
        is_charged = sent is not None and sent.task_id is not None
        needs_balance = not is_charged and known is None and not self.planner.growth.reports_credits
        before = (yield from self._balance_or_none()) if needs_balance else None
        task: Task | AsyncTask = yield from self._submit(hop, sent)
        self._task = task
        if result is not None:
            # A task that has ended is not polled.
            task.snapshot = result
        # If another call has submitted the task, this balance may already be lower by its cost.
        if not was_submitted_here(task):
            before = None
        source = source_of((yield from self._wait(task, hop)))
        after = (yield from self._balance_or_none()) if before is not None else None
        cost, cost_from = self.budget.charge(hop, task.credits, before, after, known)
        if self._journal is not None and known is None and cost is not None and cost_from:
            yield from self._journal.charged(hop.number, cost, cost_from)
        measure = partial(next_file, files=self._files, growth=self.planner.growth, hop=hop)
        recorded = None if result is None else task
        file: PartFile = yield from self._store.file(source, hop.number, measure, recorded)
        kept = len(self._files) - file.replaces
        part = Part(path=file.path, overlap_s=self.planner.growth.overlap_s if kept else None)
        before_s = self._length_s
        self._files[kept:] = [file]
        gained_s = self._length_s - before_s
        if gained_s < hop.added_s * _LEAST_SHARE:
            # Hops that add nothing would be charged without end.
            instead = f"{gained_s:.2g} s instead of {hop.added_s:g} s"
            self._too_little = f"it added {instead}, so no further hop was sent"
        done = Hop(
            number=hop.number,
            model=hop.model,
            prompt=hop.prompt,
            token=task.token,
            extent="whole" if file.replaces else "part",
            path=file.path,
            duration_s=self._length_s,
            credits=cost,
            credits_from=cost_from,
        )
        self._film = self._new_film((*self._film.parts[:kept], part), hops=(*self._film.hops, done))
        self.source, self._task = source, None

    def _submit(self, hop: PlannedHop, sent: StoredSubmit | None) -> Steps:
        """Submit a hop, and return its task. Submit again only if the task was definitely not created."""
        link = yield from self._link(sent)
        unknown: SubmitOutcomeUnknown | None = None
        for _ in range(_MAX_SUBMITS):
            try:
                task: Task | AsyncTask = yield partial(self._start, hop, link)
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

    def _link(self, sent: StoredSubmit | None) -> Steps:
        """Return the URL of the video that the next hop extends. Upload a file, unless its hop was sent."""
        recorded = None if sent is None else self.planner.url_in(sent.request)
        if recorded is not None:
            # A poll may have renewed the link of this video in the meantime.
            return recorded
        if self.source.file is None or self.upload is None:
            return self.source.video.url
        stored: UploadedFile = yield partial(
            self.upload, self._files[0].path, timeout=self._left_s(0.001)
        )
        return stored.url

    def _start(self, hop: PlannedHop, link: str) -> Task | Awaitable[AsyncTask]:
        video = self.source.video
        model, common, options = self.planner.request(hop, video)
        if common["source"] == video.url:
            common = {**common, "source": link}
        return self.hooks.begin(
            "extend",
            model,
            common,
            options,
            None,
            reference=self._hop_reference(hop.number),
            # A failed hop is submitted again when `lengthen` is called again.
            retry_failed=self.options.reference is not None,
        )

    def _wait(self, task: Task | AsyncTask, hop: PlannedHop) -> Steps:
        began = self.clock.monotonic()
        left_s = self._left_s(0.001)
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

    @property
    def _length_s(self) -> float:
        """Return the length of the film so far, in seconds."""
        return sum(file.added_s for file in self._files)

    # Time and credits

    def _left_s(self, least_s: float) -> float | None:
        """Return the seconds until the timeout, but at least `least_s`; None without a timeout."""
        if self._deadline == inf:
            return None
        return max(self._deadline - self.clock.monotonic(), least_s)

    def _balance(self) -> Steps:
        read = balance_call(self.hooks)
        if read is None:
            return None
        balance = yield read
        return balance if isinstance(balance, int | float) else None

    def _balance_or_none(self) -> Steps:
        """Return the balance, None if it cannot be read. A hop does not fail because of it."""
        try:
            return (yield from self._balance())
        except LongtakeError:
            return None

    def _hop_reference(self, number: int) -> str | None:
        reference = self.options.reference
        return None if reference is None else f"{reference}{HOP_INFIX}{number}"

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
            folder=self._store.folder,
        )

    def _error(self, reason: LongtakeError, number: int) -> LengthenError:
        return hop_error(
            reason,
            number,
            self._new_film(self._film.parts),
            self._task,
            so_far=f"{self._length_s:.4g} of {self.planner.to_s:g} s",
            reference=self.options.reference,
        )
