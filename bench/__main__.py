"""`python -m bench`: measure, and print the figures."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bench import (
    callbacks,
    client_requests,
    emulating,
    generating,
    importing,
    joining,
    journal,
    lost_responses,
    many_tasks,
    reading,
    rules,
    waiting,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_PARTS: Final[dict[str, Callable[[int], list[str]]]] = {
    "pages": reading.pages,
    "parsers": reading.parsers,
    "growth": reading.growth,
    "rules": rules.growth,
    "generate": generating.overhead,
    "unchanged": generating.unchanged,
    "emulator": emulating.rates,
    "memory": emulating.memory,
    "waiting": waiting.simulated,
    "callbacks": callbacks.simulated,
    "many": many_tasks.simulated,
    "journal": journal.cost,
    "film": joining.film,
    "imports": importing.imports,
    "requests": client_requests.requests,
    "fleet": client_requests.fleet,
    "charged_once": lost_responses.charged_once,
}
# What needs the peers, which are installed from the package registry.
_PEERS: Final = ("imports", "requests", "fleet", "charged_once")


def main(
    parts: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"Which: {', '.join(_PARTS)}; peers is the last four, which install others' packages."
            " (default: all but those)"
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each thing is timed.")] = 7,
) -> None:
    """Measure. Nothing is written but environments and caches that git ignores."""
    everything = [name for name in _PARTS if name not in _PEERS]
    chosen = [
        part for name in parts or everything for part in (_PEERS if name == "peers" else [name])
    ]
    for name in chosen:
        if name not in _PARTS:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(_PARTS)}, peers")
    typer.echo(
        f"Python {platform.python_version()}, {rounds} rounds, medians; ratios (least to greatest)"
    )
    for name in chosen:
        typer.echo(f"\n{name}")
        for line in _PARTS[name](rounds):
            typer.echo(f"  {line}")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
