"""How fast pages are read, and whether a page twice as long takes twice as long."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from bench.timing import growth_lines, in_turns, ratio, typical
from scripts.specs import build
from scripts.specs.files import SPECS, providers
from scripts.specs.files import pages as committed
from scripts.specs.readers import read_page
from scripts.specs.yaml import nodes

if TYPE_CHECKING:
    from collections.abc import Callable

_SIZES: Final = (1, 2, 4, 8)


def pages(rounds: int) -> list[str]:
    """Return each committed page: read alone, and read, normalized and written as OpenAPI."""
    lines: list[str] = []
    files = [file for name in providers(SPECS) for file in committed(SPECS, name)]
    for title, run in (("read", read_page), ("read, normalize, print", _whole)):
        taken = in_turns({file.name: partial(run, file) for file in files}, rounds)
        whole = [sum(each) for each in zip(*taken.values(), strict=True)]
        speed = sorted(len(files) / total for total in whole)[len(whole) // 2]
        lines.append(f"{title}: {speed:.0f} pages a second")
        lines += [f"  {name}: {typical(taken[name])}" for name in taken]
    return lines


def parsers(rounds: int) -> list[str]:
    """Measure each folder of pages with libyaml, and with the pure parser that it goes before.

    The committed pages, and those in the folder that LONGTAKE_PAGES names.
    """
    folders = {"committed": [file for name in providers(SPECS) for file in committed(SPECS, name)]}
    if named := os.environ.get("LONGTAKE_PAGES"):
        for folder in sorted(Path(named).iterdir()):
            # Pages in Markdown alone: a few of the others are of no dialect.
            if files := sorted(folder.glob("*.md")):
                folders[folder.name] = files
    lines: list[str] = []
    for name, files in folders.items():
        for title, run in (("read", read_page), ("read, normalize, print", _whole)):
            fast = partial(_each, run, files)
            taken = in_turns({"fast": fast, "pure": partial(_with_pure_parser, fast)}, rounds)
            lines.append(
                f"{name}: {title}: {typical(taken['fast'])} for {len(files)} pages, "
                f"{ratio(taken['pure'], taken['fast'])} times as fast as with the pure parser"
            )
    return lines


def growth(rounds: int) -> list[str]:
    """Pages of each dialect with 1, 2, 4 and 8 times as many members, each beside the one half its size."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for dialect, write in _DIALECTS.items():
            files: dict[str, Path] = {}
            for size in _SIZES:
                files[f"{size}x"] = Path(folder, f"post-{dialect.replace(' ', '-')}-{size}.md")
                files[f"{size}x"].write_text(write(150 * size), encoding="utf-8")
            taken = in_turns(
                {name: partial(read_page, file) for name, file in files.items()}, rounds
            )
            lines.append(f"{dialect} ({files['1x'].stat().st_size // 1000} kB at 1x)")
            lines += growth_lines(taken)
    return lines


def _each(run: Callable[[Path], object], files: list[Path]) -> None:
    for file in files:
        run(file)


def _with_pure_parser(run: Callable[[], None]) -> None:
    with patch.object(nodes, "compose", nodes.compose_pure):
        run()


def _whole(file: Path) -> object:
    return build.read([file])


def _members(count: int, pad: str, more: str = "") -> str:
    return "".join(
        f"{pad}member{number}:\n{pad}  type: string\n{pad}  description: Member {number}, one of many.\n"
        + (f"{pad}  {more}\n" if more else "")
        for number in range(count)
    )


def _mintlify_tree(count: int) -> str:
    wrapped = "".join(
        f"              member{number}:\n                allOf:\n                  - type: string\n"
        f"                    description: Member {number}, one of many.\n"
        for number in range(count)
    )
    return (
        "# Extend\n\n## OpenAPI\n\n````yaml api/api.json post /extend\npaths:\n  path: /extend\n"
        "  method: post\n  servers:\n    - url: https://api.example.com\n  request:\n"
        "    security: []\n    parameters: {path: {}, query: {}, header: {}, cookie: {}}\n"
        "    body:\n      application/json:\n        schemaArray:\n          - type: object\n"
        f"            properties:\n{wrapped}"
        "  response: {}\n  deprecated: false\n  type: path\ncomponents:\n  schemas: {}\n\n````\n"
    )


def _openapi(count: int) -> str:
    return (
        "openapi: 3.0.1\ninfo:\n  title: Extend\n  version: 1.0.0\npaths:\n  /extend:\n    post:\n"
        "      summary: Extend\n      x-apifox-folder: Extend\n      requestBody:\n        content:\n"
        "          application/json:\n            schema:\n              type: object\n"
        f"              properties:\n{_members(count, ' ' * 16, 'x-apifox-mock: word')}"
        "      responses:\n        '200':\n          description: ok\n"
    )


def _apifox(count: int) -> str:
    return f"# Extend\n\n## OpenAPI Specification\n\n```yaml\n{_openapi(count)}```\n"


def _mintlify_openapi(count: int) -> str:
    text = _openapi(count).replace("      x-apifox-folder: Extend\n", "")
    text = text.replace("                  x-apifox-mock: word\n", "")
    return f"# Extend\n\n## OpenAPI\n\n````yaml api/api.json post /extend\n{text}````\n"


def _file(count: int) -> str:
    return _openapi(count).replace("x-apifox", "x-own")


def _useapi(count: int) -> str:
    names = [f"member{number}" for number in range(count)]
    sample = "".join(f'    "{name}": "value",\n' for name in names)
    bullets = "".join(f"  • {name} is optional. One of many.\n\n" for name in names)
    model = "".join(f"  {name}: string,\n" for name in names)
    return (
        "Extend\n\nTable of contents\n\n  1. Request Headers\n  2. Request Body\n  3. Responses\n"
        "  4. Model\n  5. Examples\n\nTools » Extend.\n\nhttps://api.example.com/v1/extend\n\n"
        "Request Headers\nAuthorization: Bearer {API token}\nContent-Type: application/json\n"
        f"Request Body\n{{\n{sample}}}\n{bullets}Responses\n  • 200 OK\n\n    {{\n"
        f'      "member0": "a"\n    }}\n\nModel\n{{\n{model}}}\nExamples\n'
        '  • curl -X POST "https://api.example.com/v1/extend"\n\n'
    )


_DIALECTS: Final[dict[str, Callable[[int], str]]] = {
    "Mintlify tree": _mintlify_tree,
    "Mintlify with OpenAPI": _mintlify_openapi,
    "Apifox export": _apifox,
    "OpenAPI file": _file,
    "useapi.net prose": _useapi,
}
