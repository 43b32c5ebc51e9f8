"""`longtake models`: the models with their operations, parameters and prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from longtake._core.values import counted
from longtake._providers import PROVIDERS
from longtake.cli import _complete
from longtake.cli._call import Resources
from longtake.cli._columns import Column, output_width, table_lines
from longtake.cli._context import current
from longtake.cli._keys import find_key
from longtake.cli._names import unknown_model
from longtake.cli._options import choices, help_of, metavar_of
from longtake.cli._signatures import model_options, summary_of
from longtake.cli._typer import new_app
from longtake.models import MODELS
from longtake.models._videos import takes_url
from longtake.models._words import (
    NOT_DOCUMENTED,
    added_words,
    lifetime_words,
    limit_words,
    longest_words,
    result_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.table import Table

    from longtake.cli._call import Operation
    from longtake.cli._context import Cli
    from longtake.cli._keys import FoundKey
    from longtake.cli._signatures import OptionSpec
    from longtake.models import Growth, ModelInfo, Price

_NONE: Final = "-"
_UNKNOWN: Final = "?"

COLUMNS: Final = (
    Column("model", None, 0),
    Column("adds", None, 1),
    Column("longest", None, 5),
    Column("result", None, 4),
    Column("first video", None, 3),
    Column("extension", None, 2),
    Column("name", None, 6),
)
"""The columns of `longtake models`."""

models = new_app()


@models.command("models")
def _models(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL|PROVIDER",
            help="A model, such as kie/veo, or a provider, such as kie.",
            autocompletion=_complete.models,
            show_default=False,
        ),
    ] = None,
) -> None:
    """List the models, or describe one.

    With PROVIDER, list only its models. With MODEL, print its operations, their parameters, the prices, and
    where the key was found.
    """
    cli = current()
    if model is None or model in PROVIDERS:
        _print_list(cli, PROVIDERS if model is None else (model,))
        return
    provider, _, path = model.partition("/")
    if provider not in PROVIDERS or path.replace("/", ".") not in Resources(provider).summaries:
        raise unknown_model(model, MODELS, "longtake models")
    key = find_key(provider, cli.profile)
    operations = Resources(provider).operations(path.replace("/", "."))
    if cli.json:
        cli.output.emit("model", **_object(model, operations, key))
    else:
        _print_model(cli, model, operations, key)


def _print_list(cli: Cli, providers: Iterable[str]) -> None:
    keys = {provider: find_key(provider, cli.profile) for provider in providers}
    if cli.json:
        for provider, key in keys.items():
            resources = Resources(provider)
            for path in resources.summaries:
                name = f"{provider}/{path.replace('.', '/')}"
                operations = resources.operations(path)
                cli.output.emit("model", **_object(name, operations, key))
        return
    listed = [model for model in MODELS.values() if model.name.partition("/")[0] in keys]
    table = list(table_lines(COLUMNS, [_row(model) for model in listed], output_width()))
    for line in table:
        cli.output.line(line)
    cli.output.line("")
    cli.output.line(f"{_UNKNOWN} means not documented, {_NONE} means none.")
    if "extension" in table[0]:
        cli.output.paragraph("Prices are in credits per video or hop; /s means per second.")
    if with_urls := [model.name for model in listed if takes_url(model)]:
        cli.output.paragraph(
            f"These extend the URL of a video, or a local file: {', '.join(with_urls)}."
        )
    for model in listed:
        if model.advice:
            cli.output.paragraph(f"{model.name}: {model.advice}")
    cli.output.line("")
    for provider, key in keys.items():
        hint = "" if key.source or key.problem else f"; run: longtake auth set {provider}"
        cli.output.line(f"Key for {provider}: {key.words}{hint}")
    cli.output.line("")
    cli.output.line("For the parameters of a model, run: longtake models MODEL")


def _row(model: ModelInfo) -> tuple[str, ...]:
    growth = model.growth
    return (
        model.name,
        *_short_growth(growth),
        _short_price(model.prices, exists=model.generate is not None),
        _short_price(growth.prices if growth else (), exists=growth is not None),
        model.title,
    )


def _short_growth(growth: Growth | None) -> tuple[str, str, str]:
    if growth is None:
        return _NONE, _NONE, _NONE
    longest = f"{growth.max_total_s:g} s" if growth.max_total_s else _UNKNOWN
    return (
        added_words(growth),
        longest,
        {"both": "whole"}.get(growth.result or "", growth.result or _UNKNOWN),
    )


def _short_price(prices: Sequence[Price], *, exists: bool) -> str:
    """Return the lowest and the highest price of an operation, such as `4 to 18.4/s`."""
    if not exists:
        return _NONE
    if not prices:
        return _UNKNOWN
    costs = sorted(price.credits for price in prices)
    span = f"{costs[0]:g}" if costs[0] == costs[-1] else f"{costs[0]:g} to {costs[-1]:g}"
    return f"{span}/s" if prices[0].per == "second" else span


def _print_model(cli: Cli, name: str, operations: Sequence[Operation], key: FoundKey) -> None:
    model = MODELS.get(name)
    cli.output.line(f"{name}: {model.title}" if model else name)
    if model and model.advice:
        cli.output.paragraph(model.advice)
    cli.output.line("")
    facts = [("Key", key.words), *(_facts(model) if model else ())]
    cli.output.show(_grid(facts, cli.output.console.width))
    own = [] if model is None else [model.generate, model.generate_from_image, model.extend]
    covered = {method.name for method in own if method is not None}
    rest = [operation for operation in operations if operation.name not in covered]
    for title, specs in _sections(name, model, rest):
        cli.output.line("")
        cli.output.paragraph(title)
        if specs:
            cli.output.show(_grid(_rows(specs), cli.output.console.width, indent=2))
    if covered:
        cli.output.line("")
        cli.output.paragraph(
            f"longtake call {name} {', '.join(sorted(covered))}: the same, with the provider's own names."
        )


def _facts(model: ModelInfo) -> Iterator[tuple[str, str]]:
    if model.generate is not None:
        yield "First video price", _prices(model.prices)
    growth = model.growth
    if growth is None:
        return
    reported = "" if growth.is_documented else " (reported by users)"
    yield "One hop adds", f"{added_words(growth)}{reported}"
    yield "Longest video", longest_words(growth)
    words = result_words(growth)
    # The first video is the whole one.
    yield "Result", "whole; a second video is the part" if growth.result == "both" else words
    yield "Source", " or ".join(growth.sources)
    yield "Sound", growth.audio or NOT_DOCUMENTED
    if limits := limit_words(growth):
        yield "Limits", "; ".join(limits)
    yield "Extension price", _prices(growth.prices)
    yield "Link lifetime", lifetime_words(growth.link_hours)


def _prices(prices: Iterable[Price]) -> str:
    return "\n".join(map(_price, prices)) or "not published"


def _price(price: Price) -> str:
    when = ", ".join(f"{name} {value}" for name, value in price.when.items())
    return f"{counted(price.credits, 'credit')} per {price.per}{f' with {when}' if when else ''}"


def _sections(
    name: str, model: ModelInfo | None, operations: Sequence[Operation]
) -> Iterator[tuple[str, list[OptionSpec]]]:
    """Yield a title and the options of each command for a model."""
    if model is not None and model.generate is not None:
        yield f"longtake generate {name}", model_options(model, "generate")
    if model is not None and model.extend is not None:
        yield f"longtake extend {name} SOURCE", model_options(model, "extend")
    for operation in operations:
        title = f"longtake call {name} {operation.name}: {summary_of(operation.method)}"
        yield title, operation.options()


def _rows(specs: Sequence[OptionSpec]) -> list[tuple[str, str]]:
    return [(f"{spec.flag} {metavar_of(spec)}".strip(), help_of(spec)) for spec in specs]


def _grid(rows: Sequence[tuple[str, str]], width: int, *, indent: int = 0) -> Table:
    """Return a table of two columns. The second column is wrapped."""
    from rich.table import Table  # noqa: PLC0415 - only text needs it
    from rich.text import Text  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 2, 0, 0))
    longest = max(len(left) for left, _ in rows)
    if indent:
        grid.add_column(width=indent - 2)
    grid.add_column(width=min(longest, width * 2 // 5), overflow="fold")
    grid.add_column(overflow="fold")
    for left, right in rows:
        cells = (Text(left, style="bold"), Text(right))
        grid.add_row(*([""] if indent else []), *cells)
    return grid


def _object(name: str, operations: Sequence[Operation], key: FoundKey) -> dict[str, Any]:
    model = MODELS.get(name)
    return {
        "name": name,
        "title": model.title if model else None,
        "advice": (model and model.advice) or None,
        "key": key.source,
        "prices": _price_objects(model.prices) if model else None,
        "growth": _growth_object(model.growth) if model and model.growth else None,
        "commands": [
            {
                "command": title.partition(": ")[0],
                "parameters": [_parameter_object(spec) for spec in specs],
            }
            for title, specs in _sections(name, model, operations)
        ],
    }


def _growth_object(growth: Growth) -> dict[str, Any]:
    return {
        "min_added_s": growth.min_added_s,
        "max_added_s": growth.max_added_s,
        "added_choices_s": list(growth.added_choices_s),
        "is_documented": growth.is_documented,
        "max_total_s": growth.max_total_s,
        "max_hops": growth.max_hops,
        "result": growth.result,
        "sources": list(growth.sources),
        "audio": growth.audio,
        "limits": limit_words(growth),
        "prices": _price_objects(growth.prices),
        "link_hours": growth.link_hours,
        "facts_from": growth.facts_from.isoformat(),
    }


def _price_objects(prices: Iterable[Price]) -> list[dict[str, Any]]:
    return [
        {"credits": price.credits, "per": price.per, "when": dict(price.when)} for price in prices
    ]


def _parameter_object(spec: OptionSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "option": spec.flag,
        "is_common": spec.is_common,
        "is_required": spec.is_required,
        "type": metavar_of(spec),
        "choices": choices(spec.hints),
        "default": spec.default,
        "note": spec.note or None,
        "description": spec.description,
    }
