"""Every parameter of every method is described: by a sentence, with the limits in its schema."""

from __future__ import annotations

import inspect
import json
import re
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import pytest

from longtake._providers import PROVIDERS
from scripts.specs.json_types import JsonObject, arr, obj, operations, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMITS = ("minimum", "maximum", "maxLength", "maxItems")


def methods(provider: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    resources = import_module(f"longtake_{provider}.resources")
    for found in iter_modules(resources.__path__):
        module = import_module(f"{resources.__name__}.{found.name}")
        for name in module.__all__:
            for method, function in inspect.getmembers(getattr(module, name), inspect.isfunction):
                if not method.startswith("_"):
                    yield f"{name}.{method}", function


def described(function: Callable[..., Any]) -> dict[str, str]:
    return dict(re.findall(r"^    (\w+): (.*)$", inspect.getdoc(function) or "", re.MULTILINE))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_parameter_is_described_by_a_sentence(provider: str) -> None:
    wrong: list[str] = []
    for name, function in methods(provider):
        descriptions = described(function)
        for parameter in [*inspect.signature(function).parameters][1:]:
            description = descriptions.get(parameter, "")
            words = re.findall(r"\w+", description.lower())
            is_sentence = re.fullmatch(r"[A-Z`\d].*\.[)`]*", description) is not None
            if not is_sentence or {*words} <= {*parameter.split("_"), "the", "a", "of"}:
                wrong.append(f"{name}({parameter}): {description!r}")
    assert wrong == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_limit_of_a_query_parameter_is_described(provider: str) -> None:
    spec: JsonObject = json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
    for _, _, operation in operations(spec):
        for parameter in map(obj, arr(operation.get("parameters"))):
            schema = obj(parameter["schema"])
            description = text(parameter.get("description")) or text(schema.get("description"))
            limits = [str(schema[key]) for key in LIMITS if key in schema]
            missing = [each for each in limits if each not in description.replace(",", "")]
            assert {*missing} <= {"0", "1"}, f"{parameter['name']}: {description}"
