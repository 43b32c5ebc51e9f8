"""Fault scripts: the methods `next_submit`, `always`, `on_read` and `next_task` in a file.

A script is TOML, or JSON with the same names. Each `[[fault]]` is a fault of requests or callbacks, each
`[[task]]` a fault of a task that is made later:

    [[fault]]
    kind = "*/veo"           # a task kind's key, in which a * stands for any string
    on = "submit"            # the kind of request: "submit", "read", "download" ...
    times = 3                # how many in a row have the fault; 1 by default
    do = "refuse"            # a class method of Fault, then its parameters by their names in Python
    refusal = "rate_limit"
    retry_after_s = 30

    [[fault]]
    kind = "*/veo"
    when = 2                 # the second read of each task; "next" by default
    do = "altered"
    alteration = "backwards"

    [[fault]]
    kind = "*"
    when = "always"          # submits and reads, unless `on` names a kind of request
    do = "bad_gateway"
    late_s = 5               # any fault can be late too, by the emulator's clock

    [[task]]
    kind = "*/gen2"          # the parameters of next_task, and `times`
    fail = "moderation"      # or "error"

A script can use every method of `Fault`: names, types and choices are read from the signatures. Its faults
are added behind those that exist already, as the methods do it, for each task kind that the pattern matches.
With one mistake nothing of it is added; every mistake is reported with its line. `clear_faults` and a reset
remove its faults, also those of a script from the command line.
"""

from __future__ import annotations

from longtake.emulator.script.document import Document, ScriptError, load, parse
from longtake.emulator.script.entries import apply, fault_of

__all__ = ["Document", "ScriptError", "apply", "fault_of", "load", "parse"]
