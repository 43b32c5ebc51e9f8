"""The parameters of the library's methods, with types and descriptions, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from longtake._providers import entry
from longtake.cli._messages import help_words
from longtake.models._arguments import COMMON_NAMES, evaluated, method_of, parameter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from longtake.models import ModelInfo
    from longtake.models._model import Action, Method

OURS: Final = frozenset({"callbacks", "progress", "reference", "retry_failed", "self"})
"""The parameters for which the command has its own options, or none."""

_SOURCES: Final = ("source", "source_url")
_ARGUMENT: Final = re.compile(r"( {4})(\w+): (.*)")
_SECTION: Final = re.compile(r"\w+:")


@frozen(kw_only=True)
class ApiParameter:
    """A parameter of a method.

    Attributes:
        name: The name.
        hint: The evaluated annotation; Any if it names something that is loaded for type checkers only.
        default: The default, None for none.
        is_required: Whether the method requires it.
        description: The description, from the method's docstring.
    """

    name: str
    hint: Any
    default: object
    is_required: bool
    description: str


@frozen(kw_only=True)
class OptionSpec:
    """An option of the command that becomes a parameter of a method.

    Attributes:
        name: The name of the common parameter, or the provider's own.
        is_common: Whether the name is common to all models.
        hints: The annotations of the parameters that it stands for.
        default: The default, None for none.
        is_required: Whether a value is required.
        description: The description.
        note: When the option applies or is required, empty for always.
        metavar: The metavar, empty for one derived from the hints.
    """

    name: str
    is_common: bool
    hints: tuple[Any, ...]
    default: object
    is_required: bool
    description: str
    note: str = ""
    metavar: str = ""

    @property
    def flag(self) -> str:
        """Return the option, such as `--duration-s`."""
        return flag(self.name)


def flag(name: str) -> str:
    """Return the option for a parameter, such as `--duration-s` for `duration_s`."""
    return f"--{name.replace('_', '-')}"


def parameters(method: Callable[..., Any]) -> dict[str, ApiParameter]:
    """Return the parameters of a method by name, without longtake's own."""
    descriptions = descriptions_in(method.__doc__ or "")
    return {
        name: ApiParameter(
            name=name,
            hint=_hint(method, parameter.annotation),
            default=None if parameter.default is inspect.Parameter.empty else parameter.default,
            is_required=parameter.default is inspect.Parameter.empty,
            description=descriptions.get(name, ""),
        )
        for name, parameter in inspect.signature(method).parameters.items()
        if name not in OURS
    }


def model_options(model: ModelInfo, action: Action) -> list[OptionSpec]:
    """Return the options of a model's action: the common ones first, then the model's own.

    A model may have two methods for a first video, with and without an image. Their options are merged.
    """
    method = model.method(action)
    if method is None:
        return []
    found = _options(model, method)
    from_image = model.generate_from_image if action == "generate" else None
    if from_image is not None:
        found = _united(found, _options(model, from_image))
    in_order = [name for name in COMMON_NAMES if name in found and found[name].is_common]
    return [found[name] for name in (*in_order, *(name for name in found if name not in in_order))]


def method_named(model: ModelInfo, action: Action) -> Callable[..., Any]:
    """Return the prepared method of a model's action, for its docstring.

    Raises:
        LookupError: If the model does not support the action.
    """
    method = model.method(action)
    if method is None:
        raise LookupError(f"{model.name}: {action}")
    return _method(model, method)


def summary_of(method: Callable[..., Any]) -> str:
    """Return the first line of a method's docstring, as a sentence."""
    line = inspect.getdoc(method) or ""
    return line.partition("\n")[0].rstrip(".") + "."


def text_of(method: Callable[..., Any], shown: Mapping[str, str]) -> str:
    """Return the text of a method's docstring between its first line and its sections, for the help.

    Args:
        method: The method.
        shown: The options and arguments of the command by the parameters that they stand for.
    """
    kept: list[str] = []
    for line in (inspect.getdoc(method) or "").splitlines()[1:]:
        if _SECTION.fullmatch(line):
            break
        if not line.startswith("`"):
            kept.append(line)
    return help_words("\n".join(kept).strip(), shown)


def shown_in(model: ModelInfo, action: Action) -> dict[str, str]:
    """Return the options and arguments of a model's action by the parameters that they stand for."""
    method = model.method(action)
    return {} if method is None else _shown(method, parameters(_method(model, method)))


def descriptions_in(docstring: str) -> dict[str, str]:
    """Return the descriptions of the arguments in a docstring, by name."""
    found: dict[str, str] = {}
    name = ""
    is_inside = False
    for line in inspect.cleandoc(docstring).splitlines():
        if line and not line.startswith(" "):
            is_inside = line == "Args:"
        elif is_inside and (argument := _ARGUMENT.fullmatch(line)):
            name = argument[2]
            found[name] = argument[3]
        elif is_inside and name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def _options(model: ModelInfo, method: Method) -> dict[str, OptionSpec]:
    """Return the options of one method by name."""
    own = parameters(_method(model, method))
    found = {name: parameter_of(method, name, own) for name in COMMON_NAMES}
    # The source is an argument of the command, not an option. Its URL is another form of it.
    named = {
        parameter: name
        for name, parameter in found.items()
        if parameter is not None and name not in _SOURCES
    }
    sources = {found["source"], found["source_url"]}
    shown = _shown(method, own)
    specs = [
        evolve(
            _spec(named.get(each.name, each.name), each, method, is_common=each.name in named),
            description=help_words(each.description, shown),
        )
        for each in own.values()
        if each.name not in sources
    ]
    return {spec.name: spec for spec in specs}


def _shown(method: Method, own: Mapping[str, ApiParameter]) -> dict[str, str]:
    """Return the options and arguments by the parameters of a method that they stand for."""
    shown = {name: flag(name) for name in own}
    for name in COMMON_NAMES:
        parameter = parameter_of(method, name, own)
        if parameter is not None:
            shown[parameter] = "SOURCE" if name in _SOURCES else flag(name)
    return shown


def _united(
    without_image: Mapping[str, OptionSpec], with_image: Mapping[str, OptionSpec]
) -> dict[str, OptionSpec]:
    """Return the options of two methods, with a note on each that only one of them has or requires."""
    found: dict[str, OptionSpec] = {}
    for name in {**without_image, **with_image}:
        one, other = without_image.get(name), with_image.get(name)
        if one is not None and other is not None:
            required = "with" if other.is_required else "without"
            differs = one.is_required != other.is_required
            found[name] = evolve(
                one,
                hints=(*one.hints, *other.hints),
                is_required=one.is_required and other.is_required,
                note=f"required {required} --image" if differs else "",
            )
        elif one is not None:
            found[name] = evolve(one, is_required=False, note="only without --image")
        elif other is not None:
            # The note would be about the image itself.
            note = "" if name == "image" else "only with --image"
            found[name] = evolve(other, is_required=False, note=note)
    return found


def _spec(name: str, parameter: ApiParameter, method: Method, *, is_common: bool) -> OptionSpec:
    has_default = parameter.name in method.defaults
    return OptionSpec(
        name=name,
        is_common=is_common,
        hints=(parameter.hint,),
        default=method.defaults.get(parameter.name, parameter.default),
        is_required=(parameter.is_required and not has_default)
        or parameter.name in method.required,
        description=parameter.description,
    )


def _method(model: ModelInfo, method: Method) -> Callable[..., Any]:
    resources = entry(model.provider).provider.resources
    return method_of(resources, f"{model.resource}.prepare.{method.name}")


def _hint(method: Callable[..., Any], annotation: str) -> Any:  # noqa: ANN401 - any annotation
    """Return an evaluated annotation; Any if a name in it is loaded for type checkers only."""
    try:
        return evaluated(method, annotation)
    except NameError:
        return Any
