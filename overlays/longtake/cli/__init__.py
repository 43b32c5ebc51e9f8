"""The command `longtake`. It needs the extra `cli`."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import Final

__all__ = ["main"]

MISSING_EXTRA: Final = 10
"""The exit status if a package of an extra is not installed."""

_INTERRUPTED: Final = 130


def main(argv: list[str] | None = None) -> int:
    """Run the command, and return its exit status.

    Args:
        argv: The arguments; None: those of the process.
    """
    _open_closed_streams()
    missing = [name for name in ("typer", "rich") if find_spec(name) is None]
    arguments = sys.argv[1:] if argv is None else argv
    if missing:
        what = f"the command longtake needs {' and '.join(missing)}"
        _print_error(what, "Run: pip install 'longtake[cli]'", arguments)
        return MISSING_EXTRA
    try:
        # Imported here, so that Ctrl-C during the import is handled, too.
        from longtake.cli._run import run  # noqa: PLC0415

        status = run(arguments)
    except KeyboardInterrupt:
        status = _INTERRUPTED
    if argv is None and status == _INTERRUPTED:
        # Python would wait for polls under way, up to a minute if the provider does not respond. All output
        # is flushed, and the journal is committed.
        os._exit(status)
    return status


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that the caller has closed, which Python sets to None."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(null, mode, encoding="utf-8", closefd=False))


def _print_error(what: str, todo: str, arguments: list[str]) -> None:
    """Print an error as `longtake.cli._context.Cli.report` does, which cannot be imported."""
    if "--json" not in arguments:
        sys.stderr.write(f"Error: {what}.\n{todo}\n")
        return
    import json  # noqa: PLC0415 - only this error needs it

    members = {"object": "error", "type": None, "message": what, "advice": todo}
    rest = dict.fromkeys(("provider", "task", "code", "provider_message"))
    sys.stderr.write(json.dumps({**members, "status": MISSING_EXTRA, **rest}) + "\n")
