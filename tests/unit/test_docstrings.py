"""What a language server shows of public functions: each parameter on one line, each twin in full."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

import longtake
from longtake import (
    AsyncTask,
    AsyncVideo,
    SubmitOutcomeUnknown,
    Task,
    Video,
)
from longtake._providers import PROVIDERS
from longtake.callbacks import App, WsgiApp, app, wsgi_app
from scripts.generate.docstrings import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODULES: Final = (
    "longtake",
    *(entry.module for entry in PROVIDERS.values()),
    "longtake.callbacks",
    "longtake.emulator",
    "longtake_pytest",
)
_SECTION: Final = re.compile(r"[A-Z][a-z]+:")
_ENTRY: Final = re.compile(r"    \*{0,2}([A-Za-z_]\w*)(?: \(.*?\))?:")


def sections(function: object) -> dict[str, list[str]]:
    """Return the lines of each section of a docstring, with their indentation."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (inspect.getdoc(function) or "").splitlines():
        if _SECTION.fullmatch(line):
            lines = found[line[:-1]] = []
        elif line and not line.startswith(" "):
            lines = []
        else:
            lines.append(line)
    for section in found.values():
        while section and not section[-1]:
            section.pop()
    return found


def entries(lines: list[str]) -> list[str]:
    return [match[1] for line in lines if (match := _ENTRY.match(line))]


def functions_of(name: str, value: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    if inspect.isfunction(value):
        yield name, value
    if inspect.isclass(value):
        for attribute, member in inspect.getmembers(value, inspect.isroutine):
            if (attribute == "__init__" or not attribute.startswith("_")) and (
                getattr(member, "__module__", None) or ""
            ).startswith("longtake"):
                yield f"{name}.{attribute}", member


def public_functions() -> list[tuple[str, Callable[..., Any]]]:
    found: list[tuple[str, Callable[..., Any]]] = []
    for module in map(importlib.import_module, MODULES):
        for name in module.__all__:
            found += functions_of(f"{module.__name__}.{name}", getattr(module, name))
    return found


PUBLIC: Final = public_functions()


def generated_functions() -> list[tuple[str, Callable[..., Any]]]:
    """Return the functions and methods that are written for each operation."""
    found: list[tuple[str, Callable[..., Any]]] = []
    for provider in PROVIDERS:
        package = importlib.import_module(f"longtake_{provider}.api")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.ispkg:
                module = importlib.import_module(info.name)
                found += [
                    (f"{info.name}.{name}", getattr(module, name))
                    for name in ("sync", "sync_detailed", "asyncio", "asyncio_detailed")
                ]
    return found


def resource_methods() -> list[tuple[str, Callable[..., Any]]]:
    """Return the methods of the resources."""
    found: list[tuple[str, Callable[..., Any]]] = []
    for provider in PROVIDERS:
        package = importlib.import_module(f"longtake_{provider}.resources")
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for name in module.__all__:
                found += functions_of(f"{info.name}.{name}", getattr(module, name))
    return found


RESOURCES: Final = resource_methods()
DESCRIBED: Final = dict([*PUBLIC, *generated_functions(), *RESOURCES])


def mistakes_of(name: str, function: Callable[..., Any]) -> Iterator[str]:
    """Yield the lines of `Args` that begin no parameter, and the parameters that are described wrongly."""
    lines = sections(function).get("Args")
    if lines is None:
        return
    yield from (f"{name}: {line}" for line in lines if not _ENTRY.match(line))
    described = set(entries(lines))
    parameters = {each for each in inspect.signature(function).parameters if each != "self"}
    yield from (f"{name} has no parameter {each}" for each in described - parameters)
    # `client` of a generated function is not the provider's.
    if ".api." in name:
        missing = parameters - {"client"} - described
        yield from (f"{name} does not describe {each}" for each in missing)
        yield from (f"{name} describes {each}" for each in described & {"client"})


def test_each_parameter_is_described_on_one_line() -> None:
    found = [line for name, function in DESCRIBED.items() for line in mistakes_of(name, function)]
    assert found == []


def test_a_parameter_that_is_described_wrongly_is_found() -> None:
    def described(a: int, client: int) -> None:
        del a, client

    described.__doc__ = "Describe.\n\nArgs:\n    client: One.\n      Two.\n    b: Three.\n"
    assert sorted(mistakes_of("x.api.f", described)) == [
        "x.api.f describes client",
        "x.api.f does not describe a",
        "x.api.f has no parameter b",
        "x.api.f:       Two.",
    ]


def test_the_methods_of_the_operations_are_among_them() -> None:
    functions = (*PUBLIC, *RESOURCES)
    names = {name for name, function in functions if "Args" in sections(function)}
    assert {
        "longtake_kie.resources.veo.AsyncVeo.extend",
        "longtake_kie.resources.runway.Runway.extend",
        "longtake_useapi.resources.gen2.Gen2.extend",
        "longtake_chainhub.resources.kling.Kling.extend",
        "longtake.Kie.__init__",
        "longtake.AsyncTask.wait",
    } <= names


def twins() -> list[tuple[Any, Any]]:
    classes = [
        (Task, AsyncTask),
        (Video, AsyncVideo),
        *((entry.client, entry.async_client) for entry in PROVIDERS.values()),
    ]
    pairs: list[tuple[Any, Any]] = [
        (App, WsgiApp),
        (app, wsgi_app),
        (SubmitOutcomeUnknown.reconcile, SubmitOutcomeUnknown.reconcile_async),
    ]
    for sync, awaited in classes:
        pairs.append((sync, awaited))
        methods = dict(functions_of("", sync))
        pairs += [(methods[name], other) for name, other in functions_of("", awaited)]
    pairs += [
        (getattr(longtake, name.removesuffix("_async")), getattr(longtake, name))
        for name in longtake.__all__
        if name.endswith("_async")
    ]
    return pairs


@pytest.mark.parametrize(("sync", "awaited"), twins(), ids=lambda value: value.__qualname__)
def test_an_async_twin_has_the_whole_docstring(sync: Any, awaited: Any) -> None:
    here, there = sections(sync), sections(awaited)
    if sync in (longtake.extend, longtake.generate):
        # There the client is given, and so is its key.
        here["Raises"] = [line for line in here["Raises"] if "MissingCredentials" not in line]
    assert here.keys() == there.keys()
    for name, lines in here.items():
        assert sorted(entries(lines)) == sorted(entries(there[name])), name
    text = inspect.getdoc(awaited) or ""
    assert text
    assert "see `" not in text
    assert "for async callers" not in text


@pytest.mark.parametrize(
    ("description", "line"),
    [
        ("One.\nTwo.", "One. Two."),
        ("Motion\nof the video", "Motion of the video"),
        ("A mode\n\n- a: one\n- b: two\n\nSee there", "A mode: a: one; b: two. See there"),
        ("Either:\n1. One.\n2) Two\n   more\n\n* Three", "Either: One. Two more; Three"),
        ("# Title\n\n> Note\n\n```\ncode\n```\nEnd.", "Title. Note. code. End."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b. 1 | 2"),
        ("", ""),
    ],
)
def test_a_description_becomes_one_line(description: str, line: str) -> None:
    assert one_line(description) == line
