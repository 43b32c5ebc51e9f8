"""The options of `longtake plan` and `longtake lengthen`, as annotations for Typer."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from longtake.cli import _complete
from longtake.cli._declarations import check_credits, check_path, check_seconds

SourceArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="The task that made the video: a token or a short id. With --model, the provider's id of the "
        "task (not the id of the video). With --via, also the URL of a video or a local file.",
        autocompletion=_complete.tasks,
        show_default=False,
    ),
]
ToOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--to",
        metavar="SECONDS",
        help="The length to reach.",
        callback=check_seconds,
        show_default=False,
    ),
]
PromptOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--prompt",
        help="What happens next. Pass one prompt for all hops, or repeat the option for each hop.",
        show_default=False,
    ),
]
ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="The model that made the video, such as kie/veo. Required if you pass the provider's id.",
        autocompletion=_complete.models,
        show_default=False,
    ),
]
ViaOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--via",
        metavar="MODEL",
        help="Extend with another model, one that takes the URL of the video, such as kie/jobs/pixverse.",
        autocompletion=_complete.url_models,
        show_default=False,
    ),
]
SetOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="A parameter for each hop, with the provider's name, such as model=lite. Repeat the option for "
        "several parameters.",
        show_default=False,
    ),
]
MaxHopsOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--max-hops", min=1, help="Refuse a plan with more hops.", show_default=False),
]
ExactOption: TypeAlias = Annotated[
    bool, typer.Option("--exact", help="Cut the film at exactly --to seconds.")
]
MaxCreditsOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--max-credits",
        callback=check_credits,
        metavar="CREDITS",
        help="Stop before a hop that would exceed this cost, and save the film so far (exit status 4).",
        show_default=False,
    ),
]
OutputOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|FOLDER",
        help="The file for the film, or a folder.",
        callback=check_path,
    ),
]
ContactSheetOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--contact-sheet",
        metavar="FILE",
        help="Also write a PNG picture with a frame every few seconds.",
        callback=check_path,
        show_default=False,
    ),
]
ReferenceOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--reference",
        metavar="NAME",
        help="Your own name for the film. The same command with the same name resumes where it stopped. By "
        "default, the name is derived from the arguments.",
        show_default=False,
    ),
]
PartsOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--parts",
        metavar="FOLDER",
        help="The folder for the downloaded parts. By default, a folder in your state folder.",
        show_default=False,
    ),
]

TimeoutOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        callback=check_seconds,
        metavar="SECONDS",
        help="The maximum time for all hops. The current hop continues after the timeout. By default, there "
        "is no limit.",
        show_default=False,
    ),
]

OverwriteOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Replace the files of --output and --contact-sheet if they exist."
    ),
]
