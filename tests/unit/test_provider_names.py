"""Providers are named where they are declared; every other module reads them from the registry."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, Final, cast

import pytest

from longtake._providers import PROVIDERS
from tests.helpers.import_graph import syntax_tree
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES: Final = frozenset(PROVIDERS)
"""The words that name a provider."""

OWN: Final = (
    *(f"overlays/longtake/{provider}/" for provider in PROVIDERS),
    *(f"overlays/longtake/emulator/{provider}/" for provider in PROVIDERS),
    # Kling and its reseller share it.
    "overlays/longtake/_kling/",
    "overlays/longtake/_providers.py",
    "overlays/longtake/__init__.py",
)
"""The places of the providers: their folders, the registry, and the package's list of names."""

EXEMPT: Final[Mapping[str, str]] = {
    "overlays/longtake/emulator/providers.py": "is the registry of the emulator, which shares no code",
    "overlays/longtake/emulator/account.py": "has the limits and keys of each account",
    "overlays/longtake/models/": "is the table of the models, which are named after their providers",
    "overlays/longtake_pytest/fixtures.py": "has a public fixture for each client, such as `longtake_kie`",
    "overlays/longtake/cli/": "has examples with models, and the free request that checks each key",
    "scripts/demo/films.py": "names the models that the demonstration uses",
    "scripts/demo/videos.py": "names the models that the demonstration uses",
    "scripts/messages.py": "shows each error message with sample values",
    "scripts/specs/readers/": "has a reader for each dialect of pages; `useapi` is one of them",
}
"""The modules and folders that name a provider all the same, each with its reason."""


def modules() -> Iterator[str]:
    """Return the modules outside the places of the providers, from the project's folder."""
    for folder in ("overlays", "scripts"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not name.startswith(OWN):
                yield name


@cache
def words(text: str) -> frozenset[str]:
    """Return the words of a name or a text: `KieSigner` and `kie_signed` have `kie`, `cookie` has not."""
    return frozenset(
        word.lower()
        for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text.replace("UseApi", "Useapi"))
    )


def named_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Return the lines that name a provider in code: in a name or a string.

    Docstrings, annotations, and imports for annotations alone may name one.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and _is_for_annotations(node.test):
            waiting += node.orelse
            continue
        for field, value in ast.iter_fields(node):
            if field in {"annotation", "returns"}:
                continue
            for child in cast("list[object]", value if isinstance(value, list) else [value]):
                if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                    continue  # A docstring.
                if isinstance(child, ast.AST):
                    waiting.append(child)
                elif isinstance(child, str) and words(child) & NAMES:
                    yield getattr(node, "lineno", 0), child


def _is_for_annotations(test: ast.expr) -> bool:
    names = [node for node in ast.walk(test) if isinstance(node, ast.Name | ast.Attribute)]
    return "TYPE_CHECKING" in {
        node.id if isinstance(node, ast.Name) else node.attr for node in names
    }


def names_in(module: str) -> list[tuple[int, str]]:
    return sorted(named_in(syntax_tree(ROOT / module)))


@pytest.mark.parametrize(
    "text", ["kie", "KieSigner", "kie_signed", "USEAPI_TOKEN", "AsyncUseApi", "kling/v1"]
)
def test_a_provider_is_found_in_a_name(text: str) -> None:
    assert words(text) & NAMES


@pytest.mark.parametrize("text", ["cookie", "pickling", "not_picklable", "use_api", "COOKIES"])
def test_other_words_name_no_provider(text: str) -> None:
    assert not words(text) & NAMES


def test_names_and_strings_are_read_and_docstrings_and_annotations_are_not() -> None:
    code = '''
"""About kie."""
if TYPE_CHECKING:
    from longtake.kie import Kie
def call(client: Kie) -> Kie:
    """Call kie."""
    return client.get(kie_key="a", path=f"{client}/useapi")
from longtake.chainhub import Chainhub as client
'''
    found = {(line, text) for line, text in named_in(ast.parse(code))}
    assert {line for line, _ in found} == {7, 8}
    assert {text for _, text in found} == {"kie_key", "/useapi", "longtake.chainhub", "Chainhub"}


def test_no_other_module_names_a_provider() -> None:
    found = {
        module: names
        for module in modules()
        if not module.startswith(tuple(EXEMPT)) and (names := names_in(module))
    }
    assert found == {}


@pytest.mark.parametrize("exempt", EXEMPT)
def test_a_module_is_exempt_only_while_it_names_a_provider(exempt: str) -> None:
    assert any(names_in(module) for module in modules() if module.startswith(exempt))
