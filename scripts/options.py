"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SpecsOption = Annotated[
    Path,
    typer.Option(
        "--specs",
        help="The folder that has one folder for each provider.",
        show_default="the project's",
    ),
]
