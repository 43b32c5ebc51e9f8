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
from longtake._shell.client import AsyncClient, SyncClient, hooks_of, upload_of
from longtake._shell.submit import AsyncHooks
from longtake._shell.task import AsyncVideo, Video
from longtake.errors import InvalidRequestError
from longtake.film._cost import Budget
from longtake.film._extra import require_film
from longtake.film._lengthen import Lengthening, OnProgress, Options
from longtake.film._media import probe
from longtake.film._plan import MAX_HOPS
from longtake.film._planner import Planner, planner_for
from longtake.film._sources import find_source
from longtake.film._steps import run, run_async

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from longtake._core.polling.poller import Poll
    from longtake._shell.submit import SyncHooks
    from longtake.film._film import Film
    from longtake.film._plan import Plan
    from longtake.film._sources import HopSource
    from longtake.film._steps import Steps
    from longtake.models import ExtendModel


def plan(
    video: Video | str | os.PathLike[str],
    *,
    to_s: float,
    prompts: str | Sequence[str] = (),
    via: ExtendModel | None = None,
    options: Mapping[str, object] | None = None,
    max_hops: int | None = None,
    exact: bool = False,
    client: SyncClient[Any] | None = None,
) -> Plan:
    """Return the hops that lengthen a video, with their lengths and prices. Nothing is charged.

    The last hop is the shortest that reaches `to_s`. The video is downloaded to measure it if it is a URL, or
    if the provider does not report its length. A local file is not uploaded.

    Args:
        video: The video of a task; with `via`, also the URL of a video, or the path of a local file.
        to_s: The length to reach, in seconds. The film may be longer, or up to half a second shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated. A plan needs none.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters for each hop, with the provider's names.
        max_hops: The maximum number of hops; None: no limit.
        exact: Whether to cut the film at `to_s`.
        client: The client that downloads a URL; None: a shared client of the provider of `via`.

    Raises:
        InvalidRequestError: If the length cannot be reached, or an argument is not valid. The message states
            the longest possible film, and the models that reach the length from this video.
        LongtakeError: If the video cannot be downloaded.
    """
    source: HopSource = run(find_source(video, Video, via))
    planner = _planner(
        source,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
        is_draft=True,
    )
    hooks = None
    if source.is_url:
        client = client or _extend.shared_client(planner.model.provider)
        _extend.check_client(client, planner.model.provider, SyncClient, "plan")
        hooks = hooks_of(client)
    result: Plan = run(_plan_steps(source, planner, hooks))
    return result


async def plan_async(
    video: AsyncVideo | str | os.PathLike[str],
    *,
    to_s: float,
    prompts: str | Sequence[str] = (),
    via: ExtendModel | None = None,
    options: Mapping[str, object] | None = None,
    max_hops: int | None = None,
    exact: bool = False,
    client: AsyncClient[Any] | None = None,
) -> Plan:
    """Return the hops that lengthen a video, with their lengths and prices. Nothing is charged.

    The last hop is the shortest that reaches `to_s`. The video is downloaded to measure it if it is a URL, or
    if the provider does not report its length. A local file is not uploaded.

    Args:
        video: The video of a task; with `via`, also the URL of a video, or the path of a local file.
        to_s: The length to reach, in seconds. The film may be longer, or up to half a second shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated. A plan needs none.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters for each hop, with the provider's names.
        max_hops: The maximum number of hops; None: no limit.
        exact: Whether to cut the film at `to_s`.
        client: The client that downloads a URL. Required for a URL.

    Raises:
        InvalidRequestError: If the length cannot be reached, or an argument is not valid. The message states
            the longest possible film, and the models that reach the length from this video.
        LongtakeError: If the video cannot be downloaded.
    """
    source: HopSource = await run_async(find_source(video, AsyncVideo, via))
    planner = _planner(
        source,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
        is_draft=True,
    )
    hooks = None
    if source.is_url:
        hooks = hooks_of(_checked_async(client, planner.model.provider))
    result: Plan = await run_async(_plan_steps(source, planner, hooks))
    return result


def lengthen(
    video: Video | str | os.PathLike[str],
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

    With `via`, the video may also be a URL or a local file. A local file is uploaded before the first hop.
    For both, `max_credits` counts credits of the provider of `via`.

    With a reference, the client's journal stores the plan, the hops and the folder of the files. The same
    call then resumes where an earlier one stopped, in any process. With `parts`, the files stay in that
    folder; with only a reference, in your state folder. Otherwise, they are deleted with the film object.

    Args:
        video: The video of a task; with `via`, also the URL of a video, or the path of a local file.
        to_s: The length to reach, in seconds. The film may be longer, or slightly shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters for each hop, with the provider's names.
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
    if inspect.iscoroutinefunction(on_change):
        raise InvalidRequestError(
            "on_change must not be async here; pass a plain function, or call lengthen_async"
        )
    source: HopSource = run(find_source(video, Video, via))
    planner = _planner(
        source,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
    )
    if client is None and planner.model.provider != source.provider:
        # Through the module, because the pytest plugin replaces the function.
        client = _extend.shared_client(planner.model.provider)
    settings = _options(reference, parts, poll, timeout, on_change)
    if client is not None:
        _extend.check_client(client, planner.model.provider, SyncClient, "via")
    result: Film = run(_lengthening(source, planner, max_credits, settings, client).steps())
    return result


async def lengthen_async(
    video: AsyncVideo | str | os.PathLike[str],
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

    With `via`, the video may also be a URL or a local file. A local file is uploaded before the first hop.
    For both, `max_credits` counts credits of the provider of `via`.

    With a reference, the client's journal stores the plan, the hops and the folder of the files. The same
    call then resumes where an earlier one stopped, in any process. With `parts`, the files stay in that
    folder; with only a reference, in your state folder. Otherwise, they are deleted with the film object.

    The methods of the film block. Call them in a thread.

    Args:
        video: The video of a task; with `via`, also the URL of a video, or the path of a local file.
        to_s: The length to reach, in seconds. The film may be longer, or slightly shorter.
        prompts: One prompt for all hops, or one for each hop; the last one is repeated.
        via: Another model for the hops, one that takes the URL of the video, such as `kie/jobs/pixverse`.
        options: Further parameters for each hop, with the provider's names.
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
    source: HopSource = await run_async(find_source(video, AsyncVideo, via))
    planner = _planner(
        source,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
    )
    if client is not None or planner.model.provider != source.provider:
        client = _checked_async(client, planner.model.provider)
    settings = _options(reference, parts, poll, timeout, on_change)
    result: Film = await run_async(
        _lengthening(source, planner, max_credits, settings, client).steps()
    )
    return result


def _planner(
    source: HopSource,
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
        source.video,
        to_s=to_s,
        prompts=prompts,
        via=via,
        options=options,
        max_hops=max_hops,
        exact=exact,
        is_part=source.extent == "part",
        is_draft=is_draft,
    )


def _plan_steps(
    source: HopSource, planner: Planner, hooks: SyncHooks[Any] | AsyncHooks[Any] | None
) -> Steps:
    """Yield the steps that measure the video if its length is not reported, and return the plan."""
    length_s = source.video.duration_s
    if length_s is None:
        with TemporaryDirectory(prefix="longtake-") as folder:
            path = Path(folder) / "video.mp4"
            yield from source.download(path, hooks, None, is_part=False)
            with source.naming_url(InvalidRequestError):
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
    source: HopSource,
    planner: Planner,
    max_credits: float | None,
    options: Options,
    client: SyncClient[Any] | AsyncClient[Any] | None,
) -> Lengthening:
    hooks = source.hooks if client is None else hooks_of(client)
    home = source.hooks or hooks
    if hooks is None or home is None:
        raise RuntimeError("a video without a task needs a client")
    return Lengthening(
        source=source,
        planner=planner,
        hooks=hooks,
        home=home,
        upload=None if client is None or source.file is None else upload_of(client),
        clock=home.session.clock,
        budget=Budget(max_credits=max_credits),
        options=options,
        is_async=isinstance(home, AsyncHooks),
    )


def _checked_async(client: AsyncClient[Any] | None, provider: str) -> AsyncClient[Any]:
    if client is None:
        expected = entry(provider).asynchronous
        raise InvalidRequestError(f"client must be {expected} for a model of {provider}, got None")
    _extend.check_client(client, provider, AsyncClient, "via")
    return client
