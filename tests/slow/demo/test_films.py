"""The films of the demonstration."""

from __future__ import annotations

import asyncio
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console

from longtake.emulator import Emulator, serve
from scripts.demo.films import TAKES, TO_S, film_table, make_films, save
from tests.helpers.demo import film_context, shown

if TYPE_CHECKING:
    from pathlib import Path


def test_each_film_shows_every_frame_once(tmp_path: Path) -> None:
    screen = Console(file=StringIO(), width=400)
    with serve(Emulator()) as server:
        films = asyncio.run(make_films(film_context(server, screen)))
    saved = {model: save(film, model, tmp_path) for model, film in films.items()}
    screen.print(film_table(saved))
    text = shown(screen)
    for take in TAKES:
        each = saved[take.model]
        assert each.wrong == 0
        assert each.frames >= TO_S * 10
        assert each.sheet.stat().st_size > 1000
        assert f"{take.model:<13} hop 1 of" in text
        assert each.file.name in text
    # Parts are joined, and wholes are not.
    assert [len(each.film.seams) for each in saved.values()] == [0, 8, 0]
    assert [each.film.credits for each in saved.values()][:2] == [480, 480]
