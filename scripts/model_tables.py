"""Write the tables of docs/models.md: `make api` runs `python -m scripts.model_tables`.

The tables come from `longtake.models` and from the signatures of the generated methods. They are between
comments; the text around them is written by hand. A test compares the page with the code.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from longtake._providers import entry
from longtake.models import MODELS
from longtake.models._arguments import COMMON_NAMES, expected_values, parameter_of, parameters_of
from longtake.models._words import (
    NOT_DOCUMENTED,
    added_words,
    lifetime_words,
    limit_words,
    longest_words,
    result_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from longtake.models import Growth, Method, ModelInfo, Price
    from longtake.models._arguments import Parameter

FILE: Final = Path(__file__).parent.parent / "docs" / "models.md"
_LONGEST_CHOICES: Final = 60
# The common name `source` has two parameters where a model takes an id or a URL.
_SOURCES: Final = ("source", "source_url")


def page(text: str) -> str:
    """Return the page with new tables.

    Args:
        text: The page as it is.
    """
    for name, table in _TABLES.items():
        begin, end = f"<!-- {name}: written by `make api` -->\n", f"<!-- end of {name} -->"
        head, _, rest = text.partition(begin)
        _, _, tail = rest.partition(end)
        text = f"{head}{begin}{table()}{end}{tail}"
    return text


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(columns), ["---" for _ in columns], *map(list, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _generating() -> str:
    rows = [
        [f"`{model.name}`", *_parameters(model, method), image]
        for model in MODELS.values()
        for method, image in (
            (model.generate, ""),
            (model.generate_from_image, "with `image`"),
        )
        if method
    ]
    return _table(("model", "common names", "options", "when"), rows)


def _extending() -> str:
    rows = [
        [f"`{model.name}`", *_parameters(model, model.extend)]
        for model in MODELS.values()
        if model.extend
    ]
    return _table(("model", "common names", "options"), rows)


def _parameters(model: ModelInfo, method: Method) -> tuple[str, str]:
    """Return the common names and the options of a method. An asterisk marks those that are required."""
    parameters = dict(parameters_of(entry(model.provider).provider, model, method))
    common = ["`source`*"] if method is model.extend else []
    for name in COMMON_NAMES:
        found = parameter_of(method, name, parameters)
        parameter = parameters.pop(found, None) if found else None
        if parameter and name not in _SOURCES:
            common.append(_shown(name, parameter, method))
    return ", ".join(common), ", ".join(
        _shown(name, each, method) for name, each in parameters.items()
    )


def _shown(name: str, parameter: Parameter, method: Method) -> str:
    choices = expected_values(parameter.hint)
    described: list[str] = []
    if "'" in choices or choices[0].isdecimal():
        choices = choices.replace("'", "")
        described += [choices] if len(choices) <= _LONGEST_CHOICES else []
    if parameter.name in method.defaults:
        default = f"{method.defaults[parameter.name]!r}".replace("'", "") or "empty"
        described.append(f"default {default}")
    is_required = parameter.name in method.required or (
        parameter.is_required and parameter.name not in method.defaults
    )
    notes = f" ({'; '.join(described)})" if described else ""
    return f"`{name}`{'*' if is_required else ''}{notes}"


def _growing() -> str:
    rows = [
        [
            f"`{name}`",
            _added(growth),
            longest_words(growth),
            result_words(growth),
            " or ".join(growth.sources),
            growth.audio or NOT_DOCUMENTED,
            "; ".join(limit_words(growth)),
            _prices(growth.prices),
            lifetime_words(growth.link_hours),
        ]
        for name, growth in ((model.name, model.growth) for model in MODELS.values())
        if growth
    ]
    return _table(
        (
            "model",
            "one hop adds",
            "longest video",
            "result",
            "source",
            "sound",
            "limits",
            "credits",
            "link lifetime",
        ),
        rows,
    )


def _added(growth: Growth) -> str:
    notes = {
        "fixed": "",
        "added": ", by `duration_s`",
        "total": ", by `options={'duration': ...}`, the total length",
    }
    return f"{added_words(growth)}{notes[growth.duration]}{'' if growth.is_documented else ' (reported)'}"


def _pricing() -> str:
    rows = [
        [f"`{model.name}`", _prices(model.prices)] for model in MODELS.values() if model.generate
    ]
    return _table(("model", "credits"), rows)


def _prices(prices: Iterable[Price]) -> str:
    return (
        "; ".join(f"{price.credits:g} per {price.per}{_when(price.when)}" for price in prices)
        or "not published"
    )


def _when(conditions: Mapping[str, object]) -> str:
    shown = ", ".join(f"`{name}={value!r}`" for name, value in conditions.items())
    return f" ({shown})" if shown else ""


_TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "generate": _generating,
    "prices": _pricing,
    "extend": _extending,
    "growth": _growing,
}


if __name__ == "__main__":
    FILE.write_text(page(FILE.read_text(encoding="utf-8")), encoding="utf-8")
