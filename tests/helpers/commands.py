"""The commands of `longtake`, without running them."""

from __future__ import annotations

from typing import Any, cast

from longtake.cli._app import root_command


def command(*names: str) -> Any:
    """Return a command, such as `command("generate", "kie/veo")`."""
    made = cast("Any", root_command())
    for name in names:
        made = made.load(name)
    return made


def flags(*names: str) -> list[str]:
    """Return the options of a command."""
    return [flag for each in command(*names).params for flag in (*each.opts, *each.secondary_opts)]
