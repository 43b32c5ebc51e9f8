"""The record of a film in the journal of its client."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import asdict, define, evolve, field

from longtake._core.journal import HOP_INFIX, FilmRecord, recorded_value
from longtake._core.reconcile.steps import Blocking
from longtake._core.snapshot import Snapshot, State
from longtake._core.values import shown_url
from longtake._shell.clock import wall_time
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.journal import Account, Recorder, StoredSubmit
    from longtake._core.tokens import TaskAddress
    from longtake._shell.clock import Clock
    from longtake._shell.session import AsyncSession, SessionJournal, SyncSession
    from longtake.film._cost import CreditsFrom
    from longtake.film._folder import PartsFolder
    from longtake.film._plan import Plan
    from longtake.film._planner import Planner
    from longtake.film._steps import Steps

_WITHOUT_RESULT: Final = frozenset({"refused", "not_created", "failed", "cancelled"})
"""The states of a submission after which the same reference may be submitted again."""

_CALLBACK_URLS: Final = ("call_back_url", "callback_url", "reply_url")


@define(kw_only=True)
class FilmJournal:
    """Records one film. The methods return steps.

    Attributes:
        session: The session of the client that submits the hops.
        journal: The journal of the session.
        reference: The caller's own name for the film.
        clock: The clock.
        is_async: Whether the client is asynchronous.
    """

    session: SyncSession[Any] | AsyncSession[Any]
    journal: SessionJournal
    reference: str
    clock: Clock
    is_async: bool
    _account: Account = field(init=False)

    def find(self) -> Steps:
        """Return the record of the film, None if there is none."""
        self._account = yield (
            self.journal.account_async if self.is_async else self.journal.account
        )
        found: FilmRecord | None = yield Blocking(
            lambda: self.journal.recorder.film(self._account, self.reference)
        )
        return found

    def check(self, found: FilmRecord, planner: Planner, source: str) -> None:
        """Check that a record belongs to the film of this call. Prompts of unfinished hops may change.

        Args:
            found: The record.
            planner: The planner.
            source: The string that identifies the first video.

        Raises:
            InvalidRequestError: If the reference belongs to another film.
        """
        request = _request(planner, source)
        done = max(map(int, found.costs), default=0)
        other = [
            f"{name} must be {_shown(name, found.request.get(name))}, got {_shown(name, value)}"
            for name, value in request.items()
            if name != "seed"
            and found.request.get(name) != value
            and not (name == "prompts" and _is_same_until(done, found.request.get(name), value))
        ]
        if other:
            raise InvalidRequestError(
                f"the reference {self.reference!r} belongs to another film: {', '.join(other)}; pass the "
                "same arguments, or choose another reference. Nothing was sent",
                provider=self._account.provider,
            )

    def begin(self, plan: Plan, planner: Planner, source: str, folder: PartsFolder) -> Steps:
        """Commit the film, before its first hop."""
        hops = [asdict(evolve(hop, options=_without_callback(hop.options))) for hop in plan.hops]
        record = FilmRecord(
            account=self._account,
            reference=self.reference,
            request=_request(planner, source),
            plan=[_as_json(hop) for hop in hops],
            folder=str(folder.path),
            started_at=wall_time(self.clock),
        )
        yield Blocking(partial(self.journal.recorder.begin_film, record))

    def sent(self, number: int) -> Steps:
        """Return the submission of a hop, None if it was not submitted or may be submitted again."""
        reference = f"{self.reference}{HOP_INFIX}{number}"
        found: StoredSubmit | None = yield Blocking(
            lambda: self.journal.recorder.submission(
                self._account, reference, wall_time(self.clock)
            )
        )
        return None if found is None or found.state in _WITHOUT_RESULT else found

    def result(self, address: TaskAddress) -> Steps:
        """Return the recorded state of a task that succeeded, None for any other task."""
        found: Snapshot | None = yield Blocking(lambda: self.journal.recorder.recorded(address))
        return found if found is not None and found.state is State.SUCCEEDED else None

    def charged(self, number: int, cost: float, source: CreditsFrom) -> Steps:
        """Record the cost of a hop, which may be unavailable later."""

        def write(recorder: Recorder) -> None:
            recorder.film_cost(self._account, self.reference, number, cost, source)

        yield partial(self.session.record, write, None)

    def end(self) -> Steps:
        """Record that the film is complete."""
        at = wall_time(self.clock)

        def write(recorder: Recorder) -> None:
            recorder.end_film(self._account, self.reference, at)

        yield partial(self.session.record, write, None)


def _request(planner: Planner, source: str) -> dict[str, Any]:
    """Return the arguments that determine the hops, in the form that the journal stores."""
    return _as_json(
        {
            "video": source,
            "model": planner.model.name,
            "to_s": planner.to_s,
            "prompts": planner.prompts,
            "options": _without_callback(planner.options),
            "exact": planner.exact,
            "seed": planner.seed,
        }
    )


def _shown(name: str, value: object) -> str:
    """Return an argument for a message. The URL of a video may contain a secret."""
    if name == "video":
        return shown_url(value)
    return f"{value:g}" if isinstance(value, float) else repr(value)


def _is_same_until(hop: int, recorded: object, given: object) -> bool:
    """Return whether prompts are the same up to a hop. Those of later hops may change."""
    if not (isinstance(recorded, list) and isinstance(given, list)):
        return False
    before = _prompts_until(hop, cast("list[object]", recorded))
    return before == _prompts_until(hop, cast("list[object]", given))


def _prompts_until(hop: int, prompts: list[object]) -> list[object]:
    return [prompts[min(number, len(prompts) - 1)] for number in range(hop)] if prompts else []


def _without_callback(options: Mapping[str, object]) -> dict[str, object]:
    """Return options without the callback URL, which may contain a secret and does not affect the hops."""
    return {name: value for name, value in options.items() if name not in _CALLBACK_URLS}


def _as_json(value: Mapping[str, object]) -> dict[str, Any]:
    """Return an object in its JSON form, to compare it with a stored one."""
    short = {name: recorded_value(member) for name, member in value.items()}
    found: dict[str, Any] = json.loads(json.dumps(short, default=str))
    return found
