"""Which model extends a finished video, and with which parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from longtake.errors import InvalidRequestError
from longtake.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.models._growth import Extent, Growth
    from longtake.models._model import Method, ModelInfo


@frozen(kw_only=True)
class Origin:
    """The facts about how a video was made, as far as they are known.

    Attributes:
        provider: The name of the provider.
        kind: The task kind, such as `veo`.
        resource: The resource with the method that made the video, such as `jobs.veo`; None if this client
            did not start the task.
        method: The name of the method; None if this client did not start the task.
        parameters: The short parameters of the request, by the provider's names; empty if this client did not
            start the task.
        provider_model: The provider's id of the model, where it reports one.
    """

    provider: str
    kind: str
    resource: str | None = None
    method: str | None = None
    parameters: Mapping[str, object] = field(factory=dict[str, object])
    provider_model: str | None = None

    @property
    def model(self) -> ModelInfo | None:
        """Return the model, None if it is unknown."""
        if self.resource is not None:
            named = MODELS.get(f"{self.provider}/{self.resource.replace('.', '/')}")
            if named is not None:
                return named
        found = [
            model
            for model in MODELS.values()
            if model.provider == self.provider
            and self.kind in model.kinds
            and (not model.provider_models or self.provider_model in model.provider_models)
        ]
        return found[0] if len(found) == 1 else None

    @property
    def extent(self) -> Extent | None:
        """Return whether the result is a part or the whole, None if it is unknown."""
        model = self.model
        if model is None:
            return None
        growth = model.growth
        if growth is not None and growth.result == "whole":
            return "whole"
        if model.extend is not None and self.method == model.extend.name:
            # The whole of `both` is marked as such in the response.
            return "part" if growth is not None and growth.result is not None else None
        generating = [each.name for each in (model.generate, model.generate_from_image) if each]
        return "whole" if self.method in generating else None


@frozen(kw_only=True)
class SourceVideo:
    """A finished video that is to be extended.

    Attributes:
        origin: How it was made.
        source: Its id for a further extension.
        url: Its URL.
        index: Its index among the videos of its task.
        duration_s: Its length in seconds, None if it is unknown.
        resolution: Its resolution, None if the provider does not report it.
    """

    origin: Origin
    source: str
    url: str
    index: int
    duration_s: float | None
    resolution: str | None

    def request(
        self, common: Mapping[str, object], options: Mapping[str, object] | None
    ) -> tuple[str, Mapping[str, object], Mapping[str, object]]:
        """Return the model's name at its provider, and the common parameters and options of an extension.

        Args:
            common: The common parameters that the caller gives.
            options: The options that the caller gives.

        Raises:
            InvalidRequestError: If the model of this video cannot extend it.
        """
        model, growth, method = self.extension()
        by_url = growth.sources == ("URL",)
        given, more = dict(common), dict(options or {})
        given["source"] = self.url if by_url else self.source
        if not given["source"]:
            raise self._refused("the provider's response has no id of this video")
        if method.index is not None:
            more.setdefault(method.index, self.index)
        if growth.duration == "total" and given.get("duration_s") is not None:
            more["duration"] = self._total_s(model, given.pop("duration_s"))
        return model.name.partition("/")[2], given, more

    def extension(self, *, has_via: bool = False) -> tuple[ModelInfo, Growth, Method]:
        """Return the model that extends this video, how it does so, and its method.

        Args:
            has_via: Whether the caller has the parameter `via` for another model, for the error message.

        Raises:
            InvalidRequestError: If the model of this video cannot extend it.
        """
        model = self.origin.model
        if model is None:
            raise self._refused(
                f"{self.origin.provider} has no model that extends this video", has_via=has_via
            )
        refusal = model.growth and model.growth.refusal(self.facts)
        if refusal:
            raise self._refused(refusal.reason, has_via=has_via)
        if model.growth is None or model.extend is None:
            raise self._refused(f"{model.name} cannot extend videos", has_via=has_via)
        return model, model.growth, model.extend

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the properties of the video by the names that `Refusal` has, as far as they are known."""
        reported = {"resolution": self.resolution, "duration_s": self.duration_s}
        known = {name: value for name, value in reported.items() if value is not None}
        return {**self.origin.parameters, "method": self.origin.method, **known}

    @property
    def models_by_url(self) -> list[ModelInfo]:
        """Return the other models that extend this video by its URL, as far as is known."""
        shown = {"duration_s": self.duration_s, "resolution": self.resolution}
        return [
            model
            for model in MODELS.values()
            if model is not self.origin.model
            and model.growth is not None
            and takes_url(model)
            and not model.growth.refusal(shown)
        ]

    def _total_s(self, model: ModelInfo, added_s: object) -> object:
        if self.duration_s is None or not isinstance(added_s, int | float):
            raise InvalidRequestError(
                f"{model.name} takes the length of the whole video, and the length of this one is unknown. "
                "Pass options={'duration': ...} instead of duration_s. Nothing was sent"
            )
        total = self.duration_s + added_s
        return int(total) if total == int(total) else total

    def _refused(self, reason: str, *, has_via: bool = False) -> InvalidRequestError:
        able = [model.name for model in self.models_by_url]
        if not able:
            others = "No other model can extend it by its URL. Generate it with another model to extend it"
        elif has_via:
            others = f"To extend it with another model, pass via={' or via='.join(map(repr, able))}"
        else:
            others = (
                f"To extend it with {' or '.join(able)}, call longtake.extend with source=video.url"
            )
        return InvalidRequestError(f"{reason}. {others}. Nothing was sent")


def takes_url(model: ModelInfo) -> bool:
    """Return whether a model extends the video of a URL."""
    return model.growth is not None and "URL" in model.growth.sources
