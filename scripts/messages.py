"""List the error messages of the package with sample values: `make messages` = `python -m scripts.messages`.

The list is for reading: all messages one after the other, as users see them. `tests/unit/test_messages.py`
checks the rules that a program can check. A message is the first argument of a call that makes an exception.
Names in it become sample values. Variables and functions that make a part of it are followed, and each
alternative is a line of its own.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT: Final = Path(__file__).parent.parent
FILE: Final = ROOT / "out" / "messages.txt"
PACKAGES: Final = ("overlays/longtake", "overlays/longtake_pytest")

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_EXCEPTION: Final = re.compile(r"[A-Z]\w*(Error|Exception|Timeout|Unknown|TooLarge|Batch)")
# An error, or a text that the provider sent.
_NO_MESSAGE: Final = re.compile(r"<\w+>|None|")
_NUMBER: Final = re.compile(r"-?[\d.,]+")
_MAX_ALTERNATIVES: Final = 12
_MAX_DEPTH: Final = 6
# Functions of Python and of the package that return their argument, as far as a message is concerned.
_TRANSPARENT: Final = {"str", "repr", "printable", "single_line", "shown", "sorted", "ascii"}
_STRING_METHODS: Final = {"removesuffix", "strip", "rstrip", "lower", "decode", "title"}
_SAMPLES: Final[Mapping[str, str]] = {
    "__name__": "int",
    "address": "10.0.0.7",
    "days": "14",
    "host": "files.example",
    "id": "veo_task_abc",
    "index": "2",
    "key_page": "kie.ai/api-key",
    "len": "3",
    "lineno": "7",
    "max_bytes": "4,194,304",
    "model": "kie/veo",
    "path": "longtake/config.toml",
    "port": "443",
    "profile": "work",
    "provider": "kie",
    "reason": "Permission denied",
    "seconds": "-1",
    "size": "1,024",
    "status": "502",
    "strerror": "Permission denied",
    "target": "dog.mp4",
    "task_id": "veo_task_abc",
    "timeout": "-1",
    "timeout_s": "60",
    "token": "lt2.abc",
    "total": "4,096",
}
"""Values by the names of variables, attributes and functions; other names are shown as `<name>`."""


@frozen
class Message:
    """A message of an exception.

    Attributes:
        place: The file and the line, such as `overlays/longtake/errors.py:12`.
        error: The class of the exception, as the code names it.
        text: The message with sample values.
    """

    place: str
    error: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.error}: {self.text}"


@frozen
class _Scope:
    """The possible meanings of the names in an expression.

    Attributes:
        functions: All functions of the package by name, each with its module.
        module: The module of the expression.
        function: The innermost function; None outside functions.
        depth: How many names and calls were followed to get here.
    """

    functions: Mapping[str, list[tuple[ast.Module, Function]]]
    module: ast.Module
    function: Function | None = None
    depth: int = 0

    def texts(self, node: ast.expr) -> list[str]:
        """Return the alternatives of a string expression, with sample values."""
        return list(dict.fromkeys(islice(self._texts(node), _MAX_ALTERNATIVES)))

    def makes_message(self, name: str, depth: int = 1) -> bool:
        """Return whether a function makes an exception, or calls one of the package that does."""
        calls = [
            node
            for _, function in self.functions.get(name, [])
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
        ]
        return any([*_message(call)] for call in calls) or (
            depth > 0 and any(self.makes_message(_last_name(call), depth - 1) for call in calls)
        )

    def _texts(self, node: ast.expr) -> Iterator[str]:
        match node:
            case ast.Constant(value=value):
                yield str(value)
            case ast.JoinedStr(values=parts):
                yield from map("".join, product(*map(self.texts, parts)))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from map("".join, product(self.texts(left), self.texts(right)))
            case ast.FormattedValue(value=value, conversion=conversion):
                quoted = conversion == ord("r")
                for text in self.texts(value):
                    yield repr(text) if quoted and not _NUMBER.fullmatch(text) else text
            case ast.Call():
                yield from self._call(node)
            case ast.Name(id=name):
                yield from self._named(name)
            case _:
                alternatives = _alternatives(node)
                for alternative in alternatives:
                    yield from self.texts(alternative)
                if not alternatives:
                    yield _sample(_last_name(node))

    def _call(self, call: ast.Call) -> Iterator[str]:
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(glue)), attr="join"),
                args=[ast.Tuple(elts=parts) | ast.Call(args=[_, ast.Tuple(elts=parts)])],
            ):
                yield from map(glue.join, product(*map(self.texts, parts)))
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(glue)), attr="join")):
                yield glue.join(("one", "two"))
            case ast.Call(args=[argument, *_]) if _last_name(call) in _TRANSPARENT:
                yield from self.texts(argument)
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _STRING_METHODS:
                yield from self.texts(value)
            case _:
                yield from self._returned(call)

    def _returned(self, call: ast.Call) -> Iterator[str]:
        name = _last_name(call)
        found = self.functions.get(name, [])
        found = [each for each in found if each[0] is self.module] or found
        values = list[ast.expr]()
        if len(found) == 1 and self.depth < _MAX_DEPTH:
            module, function = found[0]
            inner = _Scope(self.functions, module, function, self.depth + 1)
            values = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Return) and node.value is not None
            ]
            for value in values:
                yield from inner.texts(value)
        if not values:
            yield _sample(name)

    def _named(self, name: str) -> Iterator[str]:
        deeper = _Scope(self.functions, self.module, self.function, self.depth + 1)
        values = [] if self.depth >= _MAX_DEPTH else [*self._values(name)]
        for value in values:
            yield from deeper.texts(value)
        if not values:
            yield _sample(name)

    def _values(self, name: str) -> Iterator[ast.expr]:
        if self.function is None:
            yield from _assigned(self.module.body, name)
        elif name in _parameters(self.function):
            yield from self._arguments(self.function, name)
        else:
            local = [*_assigned(list(ast.walk(self.function)), name)]
            yield from local or _assigned(self.module.body, name)

    def _arguments(self, function: Function, name: str) -> Iterator[ast.expr]:
        """Return the strings that the module passes for a parameter of a function."""
        index = _parameters(function).index(name)
        for node in _calls_by_name(self.module).get(function.name, ()):
            named = {each.arg: each.value for each in node.keywords}
            value = named.get(name, node.args[index] if index < len(node.args) else None)
            if isinstance(value, ast.Constant | ast.JoinedStr):
                yield value


def messages() -> list[Message]:
    """Return the messages of the package, in the order of files and lines."""
    return [
        Message(f"{file}:{call.lineno}", error, text)
        for file, scope in _modules().items()
        for call, place in _calls(scope)
        for error, value in _message(call)
        for text in place.texts(value)
        if not _NO_MESSAGE.fullmatch(text)
    ]


def raising_functions() -> dict[str, bool]:
    """Return the functions whose result is raised, and whether the list has a message from them."""
    modules = _modules()
    found: dict[str, bool] = {}
    for file, scope in modules.items():
        for node in ast.walk(scope.module):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = _last_name(node.exc)
                if name in scope.functions:
                    found[f"{file}:{node.lineno} {name}"] = scope.makes_message(name)
    return found


@cache
def _modules() -> dict[str, _Scope]:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    modules = {
        file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in files
    }
    functions: dict[str, list[tuple[ast.Module, Function]]] = {}
    for module in modules.values():
        for node in ast.walk(module):
            if isinstance(node, Function):
                functions.setdefault(node.name, []).append((module, node))
    return {file: _Scope(functions, module) for file, module in modules.items()}


@cache
def _calls_by_name(module: ast.Module) -> dict[str, list[ast.Call]]:
    """Return the calls in a module, by the last name of what is called."""
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            found.setdefault(_last_name(node), []).append(node)
    return found


def _calls(scope: _Scope) -> Iterator[tuple[ast.Call, _Scope]]:
    """Yield the calls of a module in order, each with its scope."""
    waiting: list[tuple[ast.AST, Function | None]] = [(scope.module, None)]
    while waiting:
        node, function = waiting.pop()
        if isinstance(node, ast.Call):
            yield node, evolve(scope, function=function)
        if isinstance(node, Function):
            function = node
        waiting += [(child, function) for child in reversed([*ast.iter_child_nodes(node)])]


def _message(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the class and the message of a call that makes an exception."""
    name = _last_name(call)
    named = {each.arg: each.value for each in call.keywords}
    match call.args:
        case [ast.Name(id=error) | ast.Attribute(attr=error), text, *_] if _EXCEPTION.fullmatch(
            error
        ):
            # A function that makes an error of this class, such as `ErrorCode(NotFoundError, "...")`.
            yield error, text
        case [_, text] if name == "Mistake":
            yield name, text
        case [text, *_] if _EXCEPTION.fullmatch(name) or "provider_message" in named:
            yield name, text
        case [] if name == "Failure":
            yield name, named["message"]
        case _:
            pass


def _alternatives(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.List(elts=values) | ast.Tuple(elts=values) | ast.BoolOp(values=values):
            return values
        case ast.IfExp(body=first, orelse=second):
            return [first, second]
        case _:
            return []


def _assigned(nodes: Iterable[ast.AST], name: str) -> Iterator[ast.expr]:
    """Yield the values that are assigned to a name."""
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                yield from _element(target, value, name)
            case _:
                pass


def _element(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    match target, value:
        case ast.Name(id=found), _:
            if found == name:
                yield value
        case ast.Tuple(), ast.IfExp(body=first, orelse=second):
            yield from (*_element(target, first, name), *_element(target, second, name))
        case ast.Tuple(elts=targets), ast.Tuple(elts=values):
            for each, part in zip(targets, values, strict=False):
                yield from _element(each, part, name)
        case _:
            pass


def _parameters(function: Function) -> list[str]:
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names if name not in {"self", "cls"}]


def _last_name(node: ast.AST) -> str:
    match node:
        case ast.Call(func=func):
            return _last_name(func)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value) | ast.Starred(value=value) | ast.Await(value=value):
            return _last_name(value)
        case _:
            return "value"


def _sample(name: str) -> str:
    plain = name.strip("_")
    return _SAMPLES.get(name, _SAMPLES.get(plain, f"<{plain}>"))


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("".join(f"{message}\n" for message in messages()), encoding="utf-8")
    print(FILE.relative_to(ROOT))  # noqa: T201 - the command's output
