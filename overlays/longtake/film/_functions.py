"""`plan` and `lengthen`, synchronous and asynchronous."""

from __future__ import annotations

import inspect
import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from longtake import _extend
from longtake._core.journal import HOP_INFIX, MAX_REFERENCE, check_reference
from longtake._core.polling.poller import check_wait_options
from longtake._core.reconcile.steps import Blocking
from longtake._providers import entry
from longtake._shell.client import AsyncClient, SyncClient, hooks_of
from longtake._shell.submit import internals_of
from longtake._shell.task import AsyncVideo, Video
from longtake.errors import InvalidRequestError
from longtake.film._cost import Budget
from longtake.film._extra import require_film
from longtake.film._lengthen import Lengthening, OnProgress, Options
from longtake.film._media import probe
from longtake.film._plan import MAX_HOPS, Planner, planner_for
from longtake.film._steps import run, run_async

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from longtake._core.polling.poller import Poll
    from longtake.film._film import Film
    from longtake.film._plan import Plan
    from longtake.film._steps import Steps
    from longtake.models import ExtendModel


def plan(
    video: Video,
    *,
    to_s: float,
    prompts: str | Sequence[str] = (),
    via: ExtendModel | None = None,
    options: Mapping[str, object] | None = None,
    max_hops: int | None = None,
    exact: bool = False,
) -> Plan:
    """Return the hops that lengthen a video, with their lengths and prices. Nothing is charged.

    The last hop is the shortest that reaches `to_s`. If the provider does not report the length of the video,
    the video is downloaded to measure it.

    Args:
        video: The video.
        to_s: The length to reach, in seconds. The film may be longer, or up to half a second shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated. A plan needs none.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters of each hop, by the provider's names.
        max_hops: The maximum number of hops; None: no limit.
        exact: Whether to cut the film at `to_s`.

    Raises:
        InvalidRequestError: If the length cannot be reached, or an argument is not valid. The message states
            the longest possible film, and the models that reach the length from this video.
    """
    _check_video(video, Video, "plan")
    planner = _planner(
        video,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
        is_draft=True,
    )
    result: Plan = run(_plan_steps(video, planner))
    return result


async def plan_async(
    video: AsyncVideo,
    *,
    to_s: float,
    prompts: str | Sequence[str] = (),
    via: ExtendModel | None = None,
    options: Mapping[str, object] | None = None,
    max_hops: int | None = None,
    exact: bool = False,
) -> Plan:
    """Return the hops that lengthen a video, with their lengths and prices. Nothing is charged.

    The last hop is the shortest that reaches `to_s`. If the provider does not report the length of the video,
    the video is downloaded to measure it.

    Args:
        video: The video.
        to_s: The length to reach, in seconds. The film may be longer, or up to half a second shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated. A plan needs none.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters of each hop, by the provider's names.
        max_hops: The maximum number of hops; None: no limit.
        exact: Whether to cut the film at `to_s`.

    Raises:
        InvalidRequestError: If the length cannot be reached, or an argument is not valid. The message states
            the longest possible film, and the models that reach the length from this video.
    """
    _check_video(video, AsyncVideo, "plan_async")
    planner = _planner(
        video,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
        is_draft=True,
    )
    result: Plan = await run_async(_plan_steps(video, planner))
    return result


def lengthen(
    video: Video,
    *,
    to_s: float,
    prompts: str | Sequence[str] = (),
    via: ExtendModel | None = None,
    options: Mapping[str, object] | None = None,
    max_credits: float | None = None,
    max_hops: int | None = None,
    exact: bool = False,
    reference: str | None = None,
    parts: str | os.PathLike[str] | None = None,
    poll: Poll | None = None,
    timeout: float | None = None,
    on_change: OnProgress | None = None,
    client: SyncClient[Any] | None = None,
) -> Film:
    """Lengthen a video hop by hop, and return the film. Each hop is charged.

    The last hop is the shortest that reaches `to_s`. Each hop uses the seed of the video, if there is one.
    Each result is downloaded as soon as its hop ends.

    A hop that would exceed `max_credits` is not sent; the film then has `complete=False`. If the provider
    publishes no price, the first hop may exceed the limit.

    With a reference, the client's journal stores the plan, the hops and the places of the files. The same
    call then resumes where an earlier one stopped, in any process. The files stay in `parts`, or with a
    reference in the user's state folder. Otherwise, they are deleted with the film.

    Args:
        video: The video.
        to_s: The length to reach, in seconds. The film may be longer, or slightly shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters of each hop, by the provider's names.
        max_credits: The maximum cost of the film, in credits of the video's provider; None: no limit.
        max_hops: The maximum number of hops; None: no limit.
        exact: Whether to cut the film at `to_s`.
        reference: Your own name for the film. Requires a client with a journal.
        parts: The folder for the downloaded files; None: a temporary one, or with a reference one that stays.
        poll: Seconds between polls, or a function of the last snapshot; None: longtake's schedule.
        timeout: Seconds for the whole call; None: no limit.
        on_change: Called with each change of a hop's task.
        client: The client for `via`; None: the client of the video, or a shared client of another provider.

    Raises:
        InvalidRequestError: If the length cannot be reached, an argument is not valid, or the cost cannot be
            limited. Nothing was charged.
        InsufficientCreditsError: If the balance is lower than the price of the plan. Nothing was charged.
        LengthenError: If a hop fails, is refused or takes too long. `error.film` is the film so far.
        LongtakeError: If the video cannot be downloaded or the balance cannot be read. Nothing was charged.
    """
    _check_video(video, Video, "lengthen")
    if inspect.iscoroutinefunction(on_change):
        raise InvalidRequestError(
            "on_change must not be async here; pass a plain function, or call lengthen_async"
        )
    planner = _planner(
        video,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
    )
    if client is None and planner.model.provider != video.provider:
        # Through the module, because the pytest plugin replaces the function.
        client = _extend.shared_client(planner.model.provider)
    settings = _options(reference, parts, poll, timeout, on_change)
    result: Film = run(_lengthening(video, planner, max_credits, settings, client).steps())
    return result


async def lengthen_async(
    video: AsyncVideo,
    *,
    to_s: float,
    prompts: str | Sequence[str] = (),
    via: ExtendModel | None = None,
    options: Mapping[str, object] | None = None,
    max_credits: float | None = None,
    max_hops: int | None = None,
    exact: bool = False,
    reference: str | None = None,
    parts: str | os.PathLike[str] | None = None,
    poll: Poll | None = None,
    timeout: float | None = None,
    on_change: OnProgress | None = None,
    client: AsyncClient[Any] | None = None,
) -> Film:
    """Lengthen a video hop by hop, and return the film. Each hop is charged. Await the result.

    The last hop is the shortest that reaches `to_s`. Each hop uses the seed of the video, if there is one.
    Each result is downloaded as soon as its hop ends.

    A hop that would exceed `max_credits` is not sent; the film then has `complete=False`. If the provider
    publishes no price, the first hop may exceed the limit.

    With a reference, the client's journal stores the plan, the hops and the places of the files. The same
    call then resumes where an earlier one stopped, in any process. The files stay in `parts`, or with a
    reference in the user's state folder. Otherwise, they are deleted with the film.

    The methods of the film block. Call them in a thread.

    Args:
        video: The video.
        to_s: The length to reach, in seconds. The film may be longer, or slightly shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters of each hop, by the provider's names.
        max_credits: The maximum cost of the film, in credits of the video's provider; None: no limit.
        max_hops: The maximum number of hops; None: no limit.
        exact: Whether to cut the film at `to_s`.
        reference: Your own name for the film. Requires a client with a journal.
        parts: The folder for the downloaded files; None: a temporary one, or with a reference one that stays.
        poll: Seconds between polls, or a function of the last snapshot; None: longtake's schedule.
        timeout: Seconds for the whole call; None: no limit.
        on_change: Called with each change of a hop's task; may be async.
        client: The client for `via`; None: the client of the video. Required if `via` is of another provider.

    Raises:
        InvalidRequestError: If the length cannot be reached, an argument is not valid, or the cost cannot be
            limited. Nothing was charged.
        InsufficientCreditsError: If the balance is lower than the price of the plan. Nothing was charged.
        LengthenError: If a hop fails, is refused or takes too long. `error.film` is the film so far.
        LongtakeError: If the video cannot be downloaded or the balance cannot be read. Nothing was charged.
    """
    _check_video(video, AsyncVideo, "lengthen_async")
    planner = _planner(
        video,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
    )
    if client is None and planner.model.provider != video.provider:
        expected = entry(planner.model.provider).asynchronous
        raise InvalidRequestError(f"client must be {expected} for via={via!r}, got None")
    settings = _options(reference, parts, poll, timeout, on_change)
    result: Film = await run_async(
        _lengthening(video, planner, max_credits, settings, client).steps()
    )
    return result


def _planner(
    video: Video | AsyncVideo,
    *,
    to_s: float,
    prompts: str | Sequence[str],
    via: str | None,
    options: Mapping[str, object] | None,
    max_hops: int | None,
    exact: bool,
    is_draft: bool = False,
) -> Planner:
    return planner_for(
        internals_of(video)[0],
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
        is_part=video.extent == "part",
        is_draft=is_draft,
    )


def _plan_steps(video: Video | AsyncVideo, planner: Planner) -> Steps:
    """Yield the steps that measure the video if its length is not reported, and return the plan."""
    length_s = video.duration_s
    if length_s is None:
        with TemporaryDirectory(prefix="longtake-") as folder:
            path = Path(folder) / "video.mp4"
            yield partial(video.download, path)
            length_s = (yield Blocking(partial(probe, path))).duration_s
    return planner.plan(length_s)


def _options(
    reference: str | None,
    parts: str | os.PathLike[str] | None,
    poll: Poll | None,
    timeout: float | None,
    on_change: OnProgress | None,
) -> Options:
    require_film()
    check_wait_options(timeout, poll, on_change)
    # An empty path means the current folder to Python, but here it is more likely an unset variable.
    if parts is not None and not (isinstance(parts, str | os.PathLike) and os.fspath(parts)):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
        raise InvalidRequestError(f"parts must be a folder, got {parts!r}")
    check_reference(reference)
    longest = MAX_REFERENCE - len(f"{HOP_INFIX}{MAX_HOPS}")
    if reference is not None and len(reference) > longest:
        raise InvalidRequestError(
            f"reference must have at most {longest} characters, because those of the hops begin with it, got "
            f"{len(reference)}"
        )
    return Options(
        reference=reference,
        parts=None if parts is None else Path(parts),
        poll=poll,
        timeout=timeout,
        on_change=on_change,
    )


def _lengthening(
    video: Video | AsyncVideo,
    planner: Planner,
    max_credits: float | None,
    options: Options,
    client: SyncClient[Any] | AsyncClient[Any] | None,
) -> Lengthening:
    _, home, clock = internals_of(video)
    is_async = isinstance(video, AsyncVideo)
    if client is not None:
        kind = AsyncClient if is_async else SyncClient
        _extend.check_client(client, planner.model.provider, kind, "via")
    return Lengthening(
        video=video,
        planner=planner,
        hooks=home if client is None else hooks_of(client),
        home=home,
        clock=clock,
        budget=Budget(max_credits=max_credits),
        options=options,
        is_async=is_async,
    )


def _check_video(video: object, kind: type, function: str) -> None:
    if not isinstance(video, kind):
        raise InvalidRequestError(
            f"video must be a longtake.{kind.__name__} for {function}, got {type(video).__name__}"
        )
