"""Two packages compared: what counts, what does not, and what no change of a small specification shows."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import griffe
import pytest

from longtake._providers import PROVIDERS
from scripts.drift.changes import ApiChange, Rating
from scripts.drift.python.compare import compare
from scripts.drift.python.types import Relation, parsed, relation, written
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GENERATED = ROOT / "generated"
PACKAGES = sorted(GENERATED.glob("longtake_*"))

MODEL = """
from attrs import define as _attrs_define
from attrs import field as _attrs_field

@_attrs_define{options}
class Ask:
    {fields}

    def to_dict(self) -> dict[str, object]:
        return {{}}
"""
ENDPOINT = """
from ...models.ask import Ask
from ...types import Response

def _get_kwargs(x: int) -> None: ...

def sync_detailed({parameters}body: Ask) -> Response[str]: ...
async def asyncio_detailed({parameters}body: Ask) -> Response[str]: ...
"""
EXPORTS = """
if TYPE_CHECKING:
    from .ask import Ask

__all__ = ("Ask",)
"""


def package(
    folder: Path,
    *,
    fields: str = "one: str\n    two: str",
    options: str = "",
    parameters: str = "first: str, second: str, *, ",
    callbacks: str = "",
) -> Path:
    """A package of one endpoint and its request, in the shape that the generator gives it."""
    files = {
        "__init__.py": "",
        "types.py": "class Response: ...\n",
        "callbacks.py": f"from typing import Any, Literal, TypedDict, NotRequired\n\n{callbacks}\n",
        "models/__init__.py": EXPORTS,
        "models/ask.py": MODEL.format(fields=fields, options=options),
        "api/__init__.py": "",
        "api/small/__init__.py": "",
        "api/small/ask_small.py": ENDPOINT.format(parameters=parameters),
    }
    for name, text in files.items():
        path = folder / "client" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "client"


def summary(changes: list[ApiChange]) -> list[tuple[Rating, str, str, str]]:
    return [(change.rating, change.kind, change.symbol, change.member) for change in changes]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return package(tmp_path / "old")


def test_there_are_packages_to_compare() -> None:
    assert len(PACKAGES) == len(PROVIDERS)


def test_the_result_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import sys, pathlib; from scripts.drift.python.compare import compare;"
        "print(*compare(*map(pathlib.Path, sys.argv[1:])), sep='\\n')"
    )
    done = subprocess.run(  # noqa: S603 - our own code, our own arguments
        [sys.executable, "-c", code, str(PACKAGES[0]), str(PACKAGES[1])],
        # The tests themselves run with a seed that differs from run to run.
        env={**os.environ, "PYTHONHASHSEED": "1"},
        cwd=GENERATED.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines == [str(change) for change in compare(PACKAGES[0], PACKAGES[1])]
    assert len(lines) > 20


def test_a_package_is_not_sought_where_one_stands(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package(tmp_path / "here", fields="other: int").parent)
    new = package(tmp_path / "new", fields="one: str\n    two: str\n    three: int = 3")
    assert summary(compare(old, new)) == [(Rating.NEW, "field-added", "models.Ask", "three")]


def test_no_package_is_an_error(old: Path, tmp_path: Path) -> None:
    with pytest.raises(ImportError, match="nowhere"):
        compare(old, tmp_path / "nowhere")


@pytest.mark.parametrize(
    "shape", ["two: str\n    one: str", "two: str\n    zero: int\n    one: str"]
)
def test_order_counts_where_a_model_takes_its_fields_by_position(
    old: Path, tmp_path: Path, shape: str
) -> None:
    changes = compare(old, package(tmp_path / "new", fields=shape))
    assert max(change.rating for change in changes) is Rating.BREAKING
    if "zero" in shape:
        assert summary(changes) == [(Rating.BREAKING, "field-added-required", "models.Ask", "zero")]
    else:
        assert summary(changes) == [(Rating.BREAKING, "field-moved", "models.Ask", "")]
        assert changes[0].text.endswith("in `models.Ask`: `one`, `two`")


def test_order_does_not_count_where_fields_are_named(tmp_path: Path) -> None:
    old = package(tmp_path / "old", options="(kw_only=True)")
    new = package(tmp_path / "new", options="(kw_only=True)", fields="two: str\n    one: str")
    assert compare(old, new) == []


def test_a_constructor_that_takes_names_only(old: Path, tmp_path: Path) -> None:
    assert summary(compare(old, package(tmp_path / "new", options="(kw_only=True)"))) == [
        (Rating.BREAKING, "field-kind-changed", "models.Ask", "one"),
        (Rating.BREAKING, "field-kind-changed", "models.Ask", "two"),
    ]


def test_fields_of_attrs_are_what_the_constructor_takes(old: Path, tmp_path: Path) -> None:
    new = package(
        tmp_path / "new",
        fields="one: str\n    _two: str"
        "\n    _hidden: int = _attrs_field(init=False, default=0)"
        "\n    _third: int = _attrs_field(alias='third', factory=int)",
    )
    assert summary(compare(old, new)) == [(Rating.NEW, "field-added", "models.Ask", "third")]


def test_a_path_parameter_stands_elsewhere_once_for_all_functions(
    old: Path, tmp_path: Path
) -> None:
    new = package(tmp_path / "new", parameters="second: str, first: str, *, ")
    assert summary(compare(old, new)) == [
        (Rating.BREAKING, "parameter-moved", "api.small.ask_small", "")
    ]


def test_a_path_parameter_becomes_one_of_the_query(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", parameters="first: str, *, second: str, ")
    assert summary(compare(old, new)) == [
        (Rating.BREAKING, "parameter-kind-changed", "api.small.ask_small", "second")
    ]


def test_a_lost_base_takes_its_keys_with_it(tmp_path: Path) -> None:
    before = (
        "class A(TypedDict):\n    x: int\n\nclass B(TypedDict):\n    y: int\n\n"
        "class C(A, B):\n    z: int"
    )
    old = package(tmp_path / "old", callbacks=before)
    new = package(tmp_path / "new", callbacks=before.replace("C(A, B)", "C(A)"))
    assert summary(compare(old, new)) == [
        (Rating.BREAKING, "base-removed", "callbacks.C", ""),
        (Rating.BREAKING, "field-removed", "callbacks.C", "y"),
    ]


def test_a_name_stands_for_another_kind_of_thing(tmp_path: Path) -> None:
    old = package(tmp_path / "old", callbacks="class A(TypedDict):\n    x: int")
    new = package(tmp_path / "new", callbacks="A = Literal['a']")
    assert summary(compare(old, new)) == [(Rating.BREAKING, "kind-changed", "callbacks.A", "")]


def test_a_typed_dict_is_the_same_in_both_notations(tmp_path: Path) -> None:
    old = package(
        tmp_path / "old", callbacks="class A(TypedDict):\n    x: int\n    y: NotRequired[str]"
    )
    new = package(
        tmp_path / "new", callbacks="A = TypedDict('A', {'x': int, 'y': NotRequired[str]})"
    )
    assert compare(old, new) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("int | str", "str | int", Relation.SAME),
        ("Literal['a', 'b']", "Literal['b', 'a']", Relation.SAME),
        ("str | Literal['a']", "str", Relation.SAME),
        ("Quality", "Literal['720p', '1080p']", Relation.SAME),
        ("Quality | str", "str", Relation.SAME),
        ("'Quality'", "Quality", Relation.SAME),
        ("Literal['a']", "str", Relation.WIDER),
        ("Literal[1]", "float", Relation.WIDER),
        ("Literal[True]", "Literal[1]", Relation.OTHER),
        ("bool", "int", Relation.WIDER),
        ("int", "float", Relation.WIDER),
        ("float", "int", Relation.NARROWER),
        ("str", "str | None", Relation.WIDER),
        ("str", "Any", Relation.WIDER),
        ("Model", "Any", Relation.OTHER),
        ("Model", "Model | None", Relation.WIDER),
        ("list[str]", "list[str | None]", Relation.WIDER),
        ("list[Quality]", "list[Literal['720p']]", Relation.NARROWER),
        ("list[str] | None", "str | None", Relation.OTHER),
        ("dict[str, int]", "dict[str, str]", Relation.OTHER),
        ("str | int", "str | None", Relation.OTHER),
    ],
)
def test_types_are_compared_by_what_they_allow(
    before: str, after: str, expected: Relation, tmp_path: Path
) -> None:
    source = (
        "from typing import Any, Literal\nQuality = Literal['720p', '1080p']\nclass Model: ...\n"
        f"def f(before: {before}, after: {after}) -> None: ...\n"
    )
    (tmp_path / "types_here.py").write_text(source, encoding="utf-8")
    module = griffe.load("types_here", search_paths=[tmp_path], try_relative_path=False)
    assert isinstance(module, griffe.Module)
    function = module["f"]
    old, new = (
        parsed(function.parameters[name].annotation, module) for name in ("before", "after")
    )
    assert relation(old, new) is expected
    mirrored = {Relation.WIDER: Relation.NARROWER, Relation.NARROWER: Relation.WIDER}
    assert relation(new, old) is mirrored.get(expected, expected)


def test_a_type_is_written_as_a_person_would(tmp_path: Path) -> None:
    source = "from typing import Literal\nx: None | list[str | None] | Literal['b', 'a'] | int\n"
    (tmp_path / "types_here.py").write_text(source, encoding="utf-8")
    module = griffe.load("types_here", search_paths=[tmp_path], try_relative_path=False)
    assert isinstance(module, griffe.Module)
    expected = "Literal['a', 'b'] | int | list[str | None] | None"
    assert written(parsed(module["x"].annotation, module)) == expected
