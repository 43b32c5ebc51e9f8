"""Translate common names and options into the parameters of a generated method, and check them."""

from __future__ import annotations

import ast
import inspect
import math
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from types import GenericAlias, NoneType, SimpleNamespace, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import frozen

from longtake._core.callbacks import with_callback_url
from longtake.errors import InvalidRequestError
from longtake.models import MODELS
from longtake.models._model import Method

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from longtake._core.provider import Provider
    from longtake._core.task_kind import Start
    from longtake.models._model import Action, ModelInfo

COMMON_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "source": ("task_id", "video_id", "asset_id"),
    "source_url": ("video_url", "first_clip_url"),
    "prompt": ("prompt",),
    "image": ("image_urls", "image_url", "image"),
    "duration_s": ("duration",),
    "aspect_ratio": ("aspect_ratio", "ratio"),
    "resolution": ("resolution", "quality"),
    "seed": ("seed", "seeds"),
    "watermark": ("watermark", "water_mark"),
}
"""The parameters of generated methods by the common names. The first one that a method has is used."""

_FILE_NAMES: Final = ("image", "source")
"""The common names that take a local file."""

_STAND_IN: Final = "https://longtake.example/file"
_LONGEST_SHOWN: Final = 60
# So many consecutive numbers or more are shown as a range.
_FEWEST_FOR_RANGE: Final = 5


@frozen
class Parameter:
    """A parameter of a generated method.

    Attributes:
        name: The name.
        hint: The evaluated annotation.
        is_required: Whether the method requires it.
    """

    name: str
    hint: Any
    is_required: bool


class _MismatchError(Exception):
    """A value does not have the type of a parameter."""


# The parameters that every method which starts a task has from longtake.
_OURS: Final = frozenset({"callbacks", "reference", "retry_failed"})


class _Recorder:
    """Hooks that return what a method would send."""

    @staticmethod
    def prepare(start: Start, body: object, *_ours: object) -> tuple[Start, object]:
        return start, body

    start = calling = task = prepare


class _SchemaNames(dict[str, object]):
    """The schema classes of a generated client, each loaded when an annotation names it.

    Args:
        module: The module that has them, such as `longtake_kie.models`.
    """

    def __init__(self, module: str) -> None:
        super().__init__()
        self._module = module

    def __missing__(self, name: str) -> object:
        try:
            return getattr(import_module(self._module), name)
        except AttributeError:
            raise KeyError(name) from None


def find_model(name: str, action: Action) -> ModelInfo:
    """Return a model.

    Args:
        name: The model, such as `kie/veo`.
        action: What it must be able to do.

    Raises:
        InvalidRequestError: If there is no such model, or it cannot do it.
    """
    able = [each.name for each in MODELS.values() if each.method(action)]
    model = MODELS.get(name) if isinstance(name, str) else None  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
    if model is None:
        raise InvalidRequestError(f"unknown model {name!r}; expected one of {', '.join(able)}")
    if model.method(action) is None:
        lacking = "makes no first videos" if action == "generate" else "cannot extend videos"
        raise InvalidRequestError(f"{name} {lacking}; expected one of {', '.join(able)}")
    return model


def prepared_request(
    provider: Provider,
    model: ModelInfo,
    action: Action,
    common: Mapping[str, object],
    options: Mapping[str, object] | None,
    *,
    uploads: bool = False,
) -> tuple[Start, object]:
    """Return the operation and the body of a request that is given by common names and options.

    Args:
        provider: The provider.
        model: The model.
        action: Whether to generate or to extend.
        common: Values by common names. None stands for a value that is not given.
        options: Further values by the names of the method's own parameters.
        uploads: Whether this is a check before local files are uploaded. An example URL stands for each.

    Raises:
        InvalidRequestError: If a value is not supported, missing, wrong or given twice.
    """
    given = {name: value for name, value in common.items() if value is not None}
    method = model.method(action, with_image="image" in given)
    if method is None:
        raise InvalidRequestError(
            f"{model.name} cannot {action} videos; use the methods of client.{model.resource}"
        )
    for name in local_files(model, action, given):
        if not uploads:
            raise InvalidRequestError(
                f"{model.name}: {name} is a local file. Upload it first, and pass its URL. Nothing was sent"
            )
        given[name] = _STAND_IN
    call = method_of(provider.resources, f"{model.resource}.prepare.{method.name}")
    return _Request(model.name, method, call, given).prepared(options)


def local_files(
    model: ModelInfo, action: Action, common: Mapping[str, object]
) -> dict[str, object]:
    """Return the local files among the common parameters, by name.

    A path or bytes is a local file. As an image a string is one, too, if it is neither a URL nor base64.
    """
    method = model.method(action, with_image="image" in common)
    files = {name: common.get(name) for name in _FILE_NAMES}
    return {
        name: value
        for name, value in files.items()
        if isinstance(value, bytes | os.PathLike)
        or (
            name == "image"
            and isinstance(value, str)
            and not (method and method.takes_base64)
            and not _is_url(value)
        )
    }


def parameters_of(provider: Provider, model: ModelInfo, method: Method) -> Mapping[str, Parameter]:
    """Return the parameters of a model's method by name, without longtake's own."""
    return _parameters(method_of(provider.resources, f"{model.resource}.prepare.{method.name}"))


def parameter_of(method: Method, name: str, parameters: Iterable[str]) -> str | None:
    """Return the parameter of a method for a common name, None if it has none."""
    if name in method.names:
        return method.names[name]
    return next((each for each in COMMON_NAMES[name] if each in parameters), None)


def starts_of(provider: Provider, resource: str) -> tuple[str, ...]:
    """Return the names of a resource's methods that start tasks. Empty if there is no such resource."""
    try:
        prepare = method_of(provider.resources, f"{resource}.prepare")
    except AttributeError:
        return ()
    return tuple(name for name in dir(prepare) if not name.startswith("_"))


def start_parameters(provider: Provider, resource: str, method: str) -> Mapping[str, Parameter]:
    """Return the parameters of a method that starts tasks by name, without longtake's own."""
    return _parameters(method_of(provider.resources, f"{resource}.prepare.{method}"))


def start_request(
    provider: Provider, resource: str, method: str, values: Mapping[str, object]
) -> tuple[Start, object]:
    """Return the operation and the body of a call of a method that starts tasks.

    Args:
        provider: The provider.
        resource: The resource, such as `jobs.kling`.
        method: The method, one of `starts_of`.
        values: The arguments by name.

    Raises:
        InvalidRequestError: If an argument is unknown, missing or wrong.
    """
    plain = Method(name=method)
    call = method_of(provider.resources, f"{resource}.prepare.{method}")
    model = f"{provider.name}/{resource.replace('.', '/')}"
    return _Request(model, plain, call, {}).prepared(values)


def fitted(value: object, hint: object) -> object:
    """Return a value as a parameter with this annotation takes it.

    Raises:
        ValueError: If it does not have the type. The message states the values that the parameter takes.
    """
    try:
        return _converted(value, hint)
    except _MismatchError:
        raise ValueError(f"must be {expected_values(hint)}, got {_shown(value)}") from None


class _Request:
    """One request, from common names and options to the body."""

    def __init__(
        self, model: str, method: Method, call: Callable[..., Any], given: Mapping[str, object]
    ) -> None:
        self._model = model
        self._method = method
        self._call = call
        self._given = dict(given)
        self._parameters = _parameters(call)
        self._values: dict[str, object] = {}
        self._shown: dict[str, str] = {}

    def prepared(self, options: Mapping[str, object] | None) -> tuple[Start, object]:
        callback_url = self._given.pop("callback_url", None)
        self._check_supported()
        for name, value in self._given.items():
            self._set_common(name, value)
        self._set_options(options)
        for name in self._given:
            for parameter, value in self._method.implied.get(name, {}).items():
                self._values.setdefault(parameter, value)
        self._values = {**self._method.defaults, **self._values}
        self._check_required()
        try:
            start, body = self._call(**self._values)
        except ValueError as error:
            raise self._error(str(error)) from error
        if callback_url is not None:
            body = with_callback_url(
                body, start.address, self._fit("callback_url", callback_url, str)
            )
        return start, body

    def _check_supported(self) -> None:
        unsupported = [name for name in self._given if not self._takes(name)]
        if unsupported:
            supported = [*(name for name in _shown_names() if self._takes(name)), "callback_url"]
            raise InvalidRequestError(
                f"{self._model} does not take {' or '.join(sorted(unsupported))}; it takes "
                f"{', '.join(supported)}, and its other parameters in options. Nothing was sent"
            )

    def _takes(self, name: str) -> bool:
        if name == "source":
            return any(self._parameter(each) for each in ("source", "source_url"))
        return name in COMMON_NAMES and self._parameter(name) is not None

    def _parameter(self, name: str) -> str | None:
        return parameter_of(self._method, name, self._parameters)

    def _set_common(self, name: str, value: object) -> None:
        parameter = self._source_parameter(value) if name == "source" else self._parameter(name)
        if parameter is None:  # `_check_supported` has refused it
            raise LookupError(name)
        if name in {"prompt", "source"} and isinstance(value, str) and not value.strip():
            raise InvalidRequestError(
                f"{self._model} requires {name}, got a blank string. Nothing was sent"
            )
        hint = self._parameters[parameter].hint
        if name == "duration_s":
            value = self._duration(value, hint)
        elif name == "image":
            value = self._image(value, hint)
        self._values[parameter] = self._fit(name, value, hint)
        self._shown[parameter] = name

    def _source_parameter(self, value: object) -> str:
        by_id, by_url = self._parameter("source"), self._parameter("source_url")
        parameter = by_url if _is_url(value) else by_id
        if parameter is None or not isinstance(value, str):
            expected = " or ".join(
                [
                    *(_words(by_id.split("_")) for _ in "1" if by_id),
                    *("a URL" for _ in "1" if by_url),
                ]
            )
            given = "a local file" if value is _STAND_IN else _shown(value)
            raise self._error(f"source must be {expected}, got {given}")
        return parameter

    def _image(self, value: object, hint: object) -> object:
        """Return the URL of an image as the parameter takes it: a string, or a list of strings."""
        if not isinstance(value, str):
            raise self._error(f"image must be a URL, got {_shown(value)}")
        return [value] if accepts([value], hint) else value

    def _duration(self, value: object, hint: object) -> object:
        """Return a number of seconds as the parameter takes it: an integer, a number or a string."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise self._error(f"duration_s must be a number of seconds, got {_shown(value)}")
        forms: list[object] = [int(value)] if value == int(value) else []
        forms += [float(value), f"{value:g}"]
        for form in forms:
            if accepts(form, hint):
                return form
        raise self._error(
            f"duration_s must be {expected_values(hint).replace(chr(39), '')}, got {value:g}"
        )

    def _set_options(self, options: Mapping[str, object] | None) -> None:
        if options is None:
            return
        if not isinstance(options, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
            raise self._error(f"options must be a mapping, got {type(options).__name__}")
        unknown = [str(name) for name in options if name not in self._parameters]
        if unknown:
            raise self._error(
                f"options has no {' or '.join(sorted(unknown))}; expected any of "
                f"{', '.join(name for name in self._parameters if name not in self._shown)}"
            )
        for name, value in options.items():
            if name in self._shown:
                raise self._error(
                    f"{name} is given twice, as {self._shown[name]} and in options; pass only one"
                )
            self._values[name] = self._fit(f"options[{name!r}]", value, self._parameters[name].hint)

    def _check_required(self) -> None:
        missing = [
            each
            for each in self._parameters.values()
            if (each.is_required or each.name in self._method.required)
            and each.name not in self._values
        ]
        if missing:
            raise InvalidRequestError(
                f"{self._model} requires "
                + " and ".join(
                    f"{self._common_name(each)} ({expected_values(each.hint)})" for each in missing
                )
                + ". Nothing was sent"
            )

    def _common_name(self, parameter: Parameter) -> str:
        for name in _shown_names():
            if name in COMMON_NAMES and self._parameter(name) == parameter.name:
                return name
        return f"options[{parameter.name!r}]"

    def _fit(self, shown: str, value: object, hint: object) -> Any:  # noqa: ANN401 - of the type of the hint
        try:
            return _converted(value, hint)
        except _MismatchError:
            raise self._error(
                f"{shown} must be {expected_values(hint)}, got {_shown(value)}"
            ) from None

    def _error(self, message: str) -> InvalidRequestError:
        return InvalidRequestError(f"{self._model}: {message}. Nothing was sent")


def _is_url(value: object) -> bool:
    return isinstance(value, str) and ("://" in value or value.startswith("data:"))


def _shown_names() -> Iterator[str]:
    """Yield the names that callers pass."""
    yield from (name for name in COMMON_NAMES if name != "source_url")


@cache
def method_of(resources: str, path: str) -> Callable[..., Any]:
    """Return a method of a generated resource that returns the operation and the body instead of sending."""
    base: type = import_module(resources).Resources
    recorder = type("Recorder", (base,), {"_hooks": _Recorder})()
    method: Callable[..., Any] = attrgetter(path)(recorder)
    return method


@cache
def _parameters(method: Callable[..., Any]) -> Mapping[str, Parameter]:
    return {
        name: Parameter(
            name,
            evaluated(method, parameter.annotation),
            parameter.default is inspect.Parameter.empty,
        )
        for name, parameter in inspect.signature(method).parameters.items()
        if name not in _OURS
    }


def evaluated(method: Callable[..., Any], annotation: str) -> Any:  # noqa: ANN401 - any annotation
    """Return an evaluated annotation of a method, with its choices in the order of the source.

    `typing` caches unions by equality, and two `Literal` types with the same choices are equal in any order.
    The members of a union are therefore evaluated one by one.

    Args:
        method: The method, for the names in its module.
        annotation: The annotation as it is written.

    Raises:
        NameError: If a name in it is imported for type checkers only.
    """
    function = getattr(method, "__func__", method)
    names = _SchemaNames(f"{function.__module__.partition('.')[0]}.models")
    members = {str(at): each for at, each in enumerate(_union_members(annotation))}
    stub: Any = SimpleNamespace(__annotations__=members)
    hints = get_type_hints(stub, globalns=function.__globals__, localns=names)
    first, *others = hints.values()
    return GenericAlias(cast("type", Union), (first, *others)) if others else first


def _union_members(annotation: str) -> Iterator[str]:
    nodes = [ast.parse(annotation, mode="eval").body]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.BinOp):
            nodes += [node.right, node.left]
        else:
            yield ast.unparse(node)


def accepts(value: object, hint: object) -> bool:
    """Return whether a parameter with this annotation takes a value."""
    try:
        _converted(value, hint)
    except _MismatchError:
        return False
    return True


def _converted(value: object, hint: Any) -> object:  # noqa: ANN401 - any annotation
    """Return a value as a parameter with this annotation takes it.

    Raises:
        _MismatchError: If it does not have the type.
    """
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        for each in get_args(hint):
            if accepts(value, each):
                return _converted(value, each)
    elif origin is Literal:
        for each in get_args(hint):
            if type(value) is type(each) and value == each:
                return each
    elif origin is list:
        if isinstance(value, list | tuple):
            (item,) = get_args(hint)
            return [_converted(each, item) for each in cast("list[object]", value)]
    elif hint is Any or isinstance(hint, TypeVar):
        return value
    elif hint is float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    elif isinstance(hint, type):
        return _instance(value, hint)
    raise _MismatchError


def _instance(value: object, kind: type[Any]) -> object:
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    parse: Callable[[object], object] | None = getattr(kind, "from_dict", None)
    if isinstance(value, Mapping) and parse is not None:
        try:
            return parse(cast("object", value))
        except (KeyError, TypeError, ValueError) as error:
            raise _MismatchError from error
    raise _MismatchError


_TYPE_WORDS: Final[Mapping[object, str]] = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "True or False",
}


def expected_values(hint: Any) -> str:  # noqa: ANN401 - any annotation
    """Return the values that an annotation allows, in words. None is left out."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return " or ".join(expected_values(each) for each in inner if each is not NoneType)
    if origin is Literal:
        in_order = list(inner)
        if all(map(_is_numeric, inner)):
            in_order.sort(key=_as_number)
            span = _as_number(in_order[-1]) - _as_number(in_order[0])
            if len(in_order) >= _FEWEST_FOR_RANGE and span == len(in_order) - 1:
                return f"{in_order[0]!r} to {in_order[-1]!r}"
        *others, last = [repr(each) for each in in_order]
        return f"{', '.join(others)} or {last}" if others else last
    if origin is list:
        return f"a list, each of it {expected_values(inner[0])}"
    if hasattr(hint, "from_dict"):
        return f"{hint.__name__} or a mapping of its fields"
    return _TYPE_WORDS.get(hint) or str(getattr(hint, "__name__", hint))


def _is_numeric(value: object) -> bool:
    return str(value).isdecimal()


def _as_number(value: object) -> int:
    return int(str(value))


def _words(parts: list[str]) -> str:
    return f"{'an' if parts[0][0] in 'aeiou' else 'a'} {' '.join(parts)}"


def _shown(value: object) -> str:
    """Return a value for a message: short values as they are, others by their type."""
    shown = repr(value)
    if isinstance(value, str | int | float) and len(shown) <= _LONGEST_SHOWN:
        return shown if isinstance(value, str) else f"{shown} ({type(value).__name__})"
    return type(value).__name__
