"""Bad days in a file: what Python says with `next_submit`, `always`, `on_read` and `next_task`.

A script is TOML, or JSON with the same names. Each `[[fault]]` is something that goes wrong with
requests, each `[[task]]` something odd about a task that is made later:

    [[fault]]
    family = "*/veo"         # a family's key, in which a * stands for any text
    on = "submit"            # what it befalls, a Target: "submit", "read", "download" ...
    times = 3                # how many in a row, each with this fault; 1 if not said
    do = "refuse"            # a class method of Fault, then its parameters by their names in Python
    refusal = "rate_limit"
    retry_after_s = 30

    [[fault]]
    family = "*/veo"
    when = 2                 # the second look at each task; "next" if not said
    do = "odd"
    change = "backwards"

    [[fault]]
    family = "*"
    when = "always"          # submits and reads, unless `on` says otherwise
    do = "bad_gateway"
    late_s = 5               # any fault can be late too, by the emulator's clock

    [[task]]
    family = "*/gen2"        # the parameters of next_task, and `times`
    fail = "moderation"

Whatever `Fault` can do a script can say: the names, the types and the choices are read from its
signatures. A script is put in behind what is there already, as the methods do it, and for each
family that its pattern names. One mistake, and nothing of it is put in; every mistake is named
with its line. `calm` and a reset forget it, also one that was there from the beginning.
"""

from longtake.emulator.script.document import Document, ScriptError, load, parse
from longtake.emulator.script.entries import apply, fault_of

__all__ = ["Document", "ScriptError", "apply", "fault_of", "load", "parse"]
