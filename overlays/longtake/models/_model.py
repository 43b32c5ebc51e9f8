"""Models as data: the methods that make and extend videos, and their parameters for the common names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import field, frozen

from longtake.models._prices import find_price

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.models._growth import Growth
    from longtake.models._prices import Price

Action: TypeAlias = Literal["generate", "extend"]


@frozen(kw_only=True)
class Method:
    """A method of a resource that starts tasks.

    Example:
        >>> MODELS["kie/runway"].extend
        Method(name='extend', names={}, defaults={'quality': '720p'}, ...)

    Attributes:
        name: The name of the method.
        names: The method's own parameter for each common name, if it differs from the usual one. None for a
            common name that the method does not take. `source_url` is a source that is a URL.
        defaults: Values of parameters that the method requires but that you may leave out.
        required: Parameters that you must pass although the provider has a default for them.
        index: The parameter for the index of a video among the videos of its task, None if there is none.
        takes_base64: Whether the parameter for an image also takes a file, encoded as base64.
        implied: Values of further parameters that are set when you pass a common name.
    """

    name: str
    names: Mapping[str, str | None] = field(factory=dict[str, "str | None"])
    defaults: Mapping[str, object] = field(factory=dict[str, object])
    required: tuple[str, ...] = ()
    index: str | None = None
    takes_base64: bool = False
    implied: Mapping[str, Mapping[str, object]] = field(factory=dict[str, "Mapping[str, object]"])


@frozen(kw_only=True)
class ModelInfo:
    """A model.

    Example:
        >>> [name for name, model in MODELS.items() if model.extend and model.provider != "kie"]
        ['useapi/gen2', 'chainhub/kling', 'kling/kling']
        >>> MODELS["kie/jobs/wan"].price(5, {"resolution": "720p"})
        80

    Attributes:
        name: The model for `longtake.generate` and `longtake.extend`, such as `kie/veo`.
        title: The name of the model and of its provider, such as `Veo 3.1 at kie.ai`.
        advice: Which of two APIs for the same model to start with, or a note that the provider has withdrawn
            the model. Empty for no advice.
        is_withdrawn: Whether the provider has withdrawn the model.
        kinds: The task kinds whose videos the model extends.
        provider_models: The provider's model ids, if one task kind has the tasks of several models.
        generate: The method that makes a first video, None if the model makes none.
        generate_from_image: The method that makes a first video from an image, None if `generate` does so.
        prices: The published prices of first videos, collected at `growth.facts_from`. Empty if none is
            published.
        extend: The method that extends a video, None if the model extends none.
        growth: How extensions lengthen a video, None if the model extends none.
    """

    name: str
    title: str
    advice: str = ""
    is_withdrawn: bool = False
    kinds: tuple[str, ...]
    provider_models: tuple[str, ...] = ()
    generate: Method | None = None
    generate_from_image: Method | None = None
    prices: tuple[Price, ...] = ()
    extend: Method | None = None
    growth: Growth | None = None

    @property
    def provider(self) -> str:
        """Return the name of the provider, such as `kie`."""
        return self.name.partition("/")[0]

    @property
    def resource(self) -> str:
        """Return the resource of the client that has the methods, such as `veo` or `jobs.veo`."""
        return self.name.partition("/")[2].replace("/", ".")

    def method(self, action: Action, *, with_image: bool = False) -> Method | None:
        """Return the method for an action, None if the model does not support it."""
        if action == "extend":
            return self.extend
        return (with_image and self.generate_from_image) or self.generate

    def price(self, seconds: float | None, parameters: Mapping[str, object]) -> float | None:
        """Return the published price of a first video in credits, None if there is none.

        Args:
            seconds: The length of the video in seconds, None if it is unknown.
            parameters: The provider's parameters of the request.
        """
        return find_price(self.prices, seconds, parameters)
