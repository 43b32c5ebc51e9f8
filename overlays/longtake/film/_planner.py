"""Planning the hops for a video, from the growth of a model and the arguments of `plan` and `lengthen`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from sys import float_info
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import evolve, field, frozen

from longtake._core.values import counted, is_integer, is_number
from longtake._providers import entry
from longtake._shell.submit import parameters_in
from longtake.errors import InvalidRequestError
from longtake.film._plan import (
    EXACT_TOLERANCE_S,
    TOLERANCE_S,
    Plan,
    PlannedHop,
    UnreachableError,
    steps_of,
)
from longtake.models import MODELS
from longtake.models._arguments import find_model, parameter_of, parameters_of, prepared_request
from longtake.models._videos import takes_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from longtake.models._growth import Extent, Growth
    from longtake.models._model import Method, ModelInfo
    from longtake.models._videos import SourceVideo

# Replaces a missing prompt in a draft, which needs only lengths and prices.
_STAND_IN: Final = "What happens next"
_SEEDS: Final = ("seed", "seeds")


@frozen(kw_only=True)
class Planner:
    """Plans the hops for one video, before the first hop and again after each.

    Attributes:
        source: The video.
        model: The model of the hops.
        growth: How the model lengthens a video.
        is_via: Whether the model takes the URL of the video, because another model made it.
        to_s: The length to reach, in seconds.
        prompts: The prompts, one for each hop; the last one is repeated.
        options: The caller's parameters for each hop, by the provider's names.
        seed: The seed of the first video, by the provider's name for the next hop; empty for none.
        max_hops: The maximum number of hops, None for no limit.
        exact: Whether the film is cut at `to_s`.
        is_part: Whether the video has only the new seconds of an extension.
        is_draft: Whether required prompts may be missing, because nothing will be sent.
    """

    source: SourceVideo
    model: ModelInfo
    growth: Growth
    is_via: bool
    to_s: float
    prompts: tuple[str, ...]
    options: Mapping[str, object]
    seed: Mapping[str, object]
    max_hops: int | None
    exact: bool
    is_part: bool
    is_draft: bool
    _seconds: str | None = field(alias="seconds")
    _url: str | None = field(alias="url")
    _requires_prompt: bool = field(alias="requires_prompt")

    @property
    def tolerance_s(self) -> float:
        """Return the seconds that may be missing at the end, because no hop is sent for them."""
        return EXACT_TOLERANCE_S if self.exact else TOLERANCE_S

    def plan(self, from_s: float) -> Plan:
        """Return the plan for a video of `from_s` seconds.

        Raises:
            InvalidRequestError: If the length cannot be reached, or a prompt or an option is not valid.
        """
        hops: list[PlannedHop] = []
        try:
            hops.extend(self.hops(from_s))
        except UnreachableError as ceiling:
            raise self._unreachable(from_s, ceiling) from None
        return Plan(
            model=self.model.name,
            from_s=from_s,
            to_s=self.to_s,
            hops=tuple(hops),
            exact=self.exact,
            notices=tuple(self._notices(len(hops))),
        )

    def hops(self, from_s: float, done: int = 0) -> Iterator[PlannedHop]:
        """Yield the hops that are left for a video or film of this length.

        Args:
            from_s: The length, in seconds.
            done: The number of finished hops.

        Raises:
            InvalidRequestError: If a prompt or an option is not valid.
            UnreachableError: If the length is out of reach, after the possible hops were yielded.
        """
        steps = steps_of(
            self.growth,
            from_s,
            self.to_s,
            max_hops=self.max_hops,
            tolerance_s=self.tolerance_s,
            done=done,
        )
        for number, (added_s, total_s) in enumerate(steps, start=done + 1):
            hop = PlannedHop(
                number=number,
                model=self.model.name,
                prompt=self.prompts[min(number, len(self.prompts)) - 1] if self.prompts else None,
                added_s=added_s,
                total_s=total_s,
                options=self._hop_options(added_s, total_s),
                credits=None,
                extent=self._extent(),
            )
            yield evolve(hop, credits=self._price(hop))

    def request(
        self, hop: PlannedHop, video: SourceVideo
    ) -> tuple[str, Mapping[str, object], Mapping[str, object]]:
        """Return the name of the model at its provider, the common parameters and the options of a hop.

        Args:
            hop: The hop.
            video: The video that the hop extends.
        """
        common: Mapping[str, object] = {"prompt": hop.prompt}
        if self.is_via and video is self.source:
            return (
                self.model.name.partition("/")[2],
                {**common, "source": video.url},
                hop.options,
            )
        return video.request(common, hop.options)

    def url_in(self, request: Mapping[str, object]) -> str | None:
        """Return the URL of the source in the request of a hop, None if it has none.

        Args:
            request: The request, as recorded in a journal.
        """
        url = request.get(self._url or "")
        if isinstance(url, str) and url.startswith("http"):
            return url
        inner = (
            cast("Mapping[str, object]", each)
            for each in request.values()
            if isinstance(each, Mapping)
        )
        return next(filter(None, map(self.url_in, inner)), None)

    def _hop_options(self, added_s: float, total_s: float) -> Mapping[str, object]:
        """Return the options of a hop, with the seconds that it adds or the seconds of the whole."""
        options = {**self.seed, **self.options}
        if self._seconds is None:
            return options
        seconds = total_s if self.growth.duration == "total" else added_s
        return {
            **options,
            self._seconds: int(seconds) if seconds == int(seconds) else seconds,
        }

    def _extent(self) -> Extent | None:
        result = self.growth.result
        return "whole" if result == "both" else result

    def _body(self, hop: PlannedHop) -> object:
        provider = entry(self.model.provider).provider
        if self.is_draft and hop.prompt is None and self._requires_prompt:
            hop = evolve(hop, prompt=_STAND_IN)
        _, common, options = self.request(hop, self.source)
        return prepared_request(provider, self.model, "extend", common, options)[1]

    def _price(self, hop: PlannedHop) -> float | None:
        """Return the price of a hop, None if there is none.

        Raises:
            InvalidRequestError: If a prompt or an option is not valid.
        """
        # The body includes the provider's defaults.
        parameters = {**self.source.facts, **parameters_in(self._body(hop))}
        charged_s = hop.total_s if self.growth.duration == "total" else hop.added_s
        return self.growth.price(charged_s, parameters)

    def _notices(self, hops: int) -> Iterator[str]:
        if self.is_part:
            yield "The video has only the new seconds of an extension, so the film begins with these."
        given = len(self.prompts)
        if self.is_draft and self._requires_prompt and hops and not given:
            yield f"{self.model.name} requires a prompt for each hop."
        if 1 < given < hops:
            yield f"{counted(given, 'prompt')} for {counted(hops, 'hop')}: the last prompt is repeated."
        if given > max(hops, 1):
            yield f"{counted(given, 'prompt')} for {counted(hops, 'hop')}: the other prompts are not used."
        if self.growth.duration == "fixed" and self.growth.min_added_s != self.growth.max_added_s:
            yield (
                f"Each hop of {self.model.name} adds {self.growth.min_added_s:g} to "
                f"{self.growth.max_added_s:g} s, so fewer hops may suffice."
            )
        if not self.growth.is_documented:
            yield f"The provider does not document the seconds that {self.model.name} adds."
        if self.growth.result is None:
            yield (
                f"The provider does not document whether {self.model.name} returns the whole video. "
                "longtake compares the files, and joins parts."
            )

    def _unreachable(self, from_s: float, ceiling: UnreachableError) -> InvalidRequestError:
        able = [
            model.name
            for model in self.source.models_by_url
            if model is not self.model and _reaches(model, from_s, self.to_s, self.tolerance_s)
        ]
        advice = (
            f"pass via={' or via='.join(map(repr, able))} to reach it from this video"
            if able
            else "no other model reaches it from this video, so pass a lower to_s"
        )
        return InvalidRequestError(
            f"to_s must be at most {ceiling.reached_s:g} for {self.model.name} and this video of "
            f"{from_s:g} s, got {self.to_s:g}: {ceiling.reason}; {advice}. Nothing was sent"
        )


def planner_for(
    source: SourceVideo,
    *,
    to_s: float,
    prompts: str | Sequence[str],
    via: str | None,
    options: Mapping[str, object] | None,
    max_hops: int | None,
    exact: bool,
    is_part: bool = False,
    is_draft: bool = False,
) -> Planner:
    """Return the planner for a video.

    Raises:
        InvalidRequestError: If a value is not valid, or the model does not extend the video.
    """
    if not (is_number(to_s) and 0 < to_s <= float_info.max):
        raise InvalidRequestError(f"to_s must be a positive number of seconds, got {to_s!r:.40}")
    if max_hops is not None and not (is_integer(max_hops) and max_hops >= 1):
        raise InvalidRequestError(
            f"max_hops must be a whole number, 1 or more, or None, got {max_hops!r}"
        )
    if not isinstance(exact, bool):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
        raise InvalidRequestError(f"exact must be True or False, got {exact!r}")
    if options is not None and not isinstance(options, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - as above
        raise InvalidRequestError(f"options must be a mapping, got {type(options).__name__}")
    own = source.origin.model
    if via is None or (own is not None and via == own.name):
        model, growth, method = source.extension(has_via=True)
    else:
        model, growth, method = _via(source, via)
    parameters = parameters_of(entry(model.provider).provider, model, method)
    chosen = dict(options or {})
    seconds = _seconds_parameter(growth, method, parameters)
    if seconds is not None and seconds in chosen:
        raise InvalidRequestError(
            f"options must not have {seconds}, got {chosen[seconds]!r}: the plan chooses the seconds of each "
            "hop. Nothing was sent"
        )
    prompt = parameter_of(method, "prompt", parameters)
    own_id = entry(model.provider).provider.reference_field
    if own_id is not None and own_id in chosen:
        raise InvalidRequestError(
            f"options must not have {own_id}, got {chosen[own_id]!r}: each hop needs a different one. "
            "Nothing was sent"
        )
    return Planner(
        source=source,
        model=model,
        growth=growth,
        is_via=model is not own,
        to_s=to_s,
        prompts=_prompts(prompts),
        options=chosen,
        seed=_seed(source, method, parameters),
        seconds=seconds,
        url=parameter_of(method, "source_url", parameters),
        max_hops=max_hops,
        exact=exact,
        is_part=is_part,
        is_draft=is_draft,
        requires_prompt=prompt is not None
        and (parameters[prompt].is_required or prompt in method.required),
    )


def _via(source: SourceVideo, via: str) -> tuple[ModelInfo, Growth, Method]:
    model = find_model(via, "extend")
    growth, method = model.growth, model.extend
    if growth is None or method is None or not takes_url(model):
        able = ", ".join(each.name for each in MODELS.values() if takes_url(each))
        raise InvalidRequestError(
            f"via must be a model that takes a URL, got {via!r}; expected one of {able}"
        )
    refusal = growth.refusal({"duration_s": source.duration_s, "resolution": source.resolution})
    if refusal is not None:
        raise InvalidRequestError(
            f"{via} does not extend this video: {refusal.reason}; choose another model. Nothing was sent"
        )
    return model, growth, method


def _prompts(prompts: str | Iterable[str]) -> tuple[str, ...]:
    kind = type(prompts)
    if not issubclass(kind, Iterable) or issubclass(kind, bytes | Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
        raise InvalidRequestError(
            f"prompts must be a string or a sequence of strings, got {kind.__name__}"
        )
    given = (prompts,) if isinstance(prompts, str) else tuple(prompts)
    for number, prompt in enumerate(given, start=1):
        if not isinstance(prompt, str) or not prompt.strip():  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
            raise InvalidRequestError(
                f"prompts must be strings that are not blank, got {prompt!r} as number {number}"
            )
    return given


def _seed(source: SourceVideo, method: Method, parameters: Iterable[str]) -> Mapping[str, object]:
    """Return the seed of the request that made the video, by the provider's name for the next hop."""
    name = parameter_of(method, "seed", parameters)
    seeds: list[Any] = [
        source.origin.parameters[each] for each in _SEEDS if each in source.origin.parameters
    ]
    return {name: seeds[0]} if name is not None and seeds else {}


def _seconds_parameter(growth: Growth, method: Method, parameters: Iterable[str]) -> str | None:
    """Return the parameter for the seconds of a hop, None if they cannot be chosen."""
    if growth.duration == "fixed":
        return None
    if growth.duration == "total":
        return "duration"
    return parameter_of(method, "duration_s", parameters)


def _reaches(model: ModelInfo, from_s: float, to_s: float, tolerance_s: float) -> bool:
    if model.growth is None:
        return False
    try:
        for _ in steps_of(model.growth, from_s, to_s, max_hops=None, tolerance_s=tolerance_s):
            pass
    except UnreachableError:
        return False
    return True
