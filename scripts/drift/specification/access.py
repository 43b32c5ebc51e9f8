"""Where an operation is called, and with what proof of who calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.drift.kinds import Kind
from scripts.drift.specification.findings import Finding, Spot
from scripts.drift.wording import code, listed
from scripts.specs.json_types import arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.pairing import Described
    from scripts.specs.json_types import Json, JsonObject


def servers(
    old: JsonObject, new: JsonObject, before: Described, after: Described
) -> Iterator[Finding]:
    """The addresses below which an operation is called."""
    was, now = _servers(old, before), _servers(new, after)
    gone = [item for item in was if item not in now]
    come = [item for item in now if item not in was]
    if gone and come:
        kind, said = Kind.SERVER_CHANGED, f"is {_codes(come)}, was {_codes(gone)}"
    elif gone:
        kind, said = Kind.SERVER_REMOVED, f"{_codes(gone)} is gone"
    elif come:
        kind, said = Kind.SERVER_ADDED, f"{_codes(come)} is new"
    else:
        return
    yield _finding(kind, "server", f"The server {said}.", gone, come)


def _servers(document: JsonObject, described: Described) -> list[str]:
    """The servers that hold for an operation, with their variables in a form to compare."""
    for holder in (described.node, described.shared, document):
        if found := arr(holder.get("servers")):
            return list(dict.fromkeys(_server(obj(item)) for item in found))
    return []


def _server(server: JsonObject) -> str:
    url = text(server.get("url")).rstrip("/") or "/"
    variables = {
        name: {key: item for key, item in obj(value).items() if key in {"default", "enum"}}
        for name, value in obj(server.get("variables")).items()
    }
    return f"{url} {json.dumps(variables, sort_keys=True)}" if variables else url


def security(
    old: JsonObject, new: JsonObject, before: Described, after: Described
) -> Iterator[Finding]:
    """What an operation asks a caller to show."""
    was, now = _alternatives(old, before), _alternatives(new, after)
    gone = [item for item in was if item not in now]
    come = [item for item in now if item not in was]
    if not (gone or come):
        return
    if was == [""]:
        kind, said = Kind.SECURITY_ADDED, f"Callers must show {_codes(come)}; it was public"
    elif now == [""]:
        kind, said = Kind.SECURITY_REMOVED, f"It is public; callers had to show {_codes(gone)}"
    elif gone and come:
        kind, said = Kind.SECURITY_CHANGED, f"Callers show {_codes(come)}, not {_codes(gone)}"
    elif gone:
        kind = Kind.SECURITY_ALTERNATIVE_REMOVED
        said = f"Callers can no longer show {_codes(gone)} instead"
    else:
        kind, said = Kind.SECURITY_ALTERNATIVE_ADDED, f"Callers can show {_codes(come)} instead"
    yield _finding(kind, "security", f"{said}.", gone, come)


def _alternatives(document: JsonObject, described: Described) -> list[str]:
    """The ways to be let in, each in words; an empty one lets everybody in."""
    given = described.node.get("security", document.get("security"))
    schemes = obj(obj(document.get("components")).get("securitySchemes"))
    found = [
        " with ".join(sorted(_scheme(name, schemes, scopes) for name, scopes in obj(item).items()))
        for item in arr(given)
    ]
    return list(dict.fromkeys(found)) or [""]


def _scheme(name: str, schemes: JsonObject, scopes: Json) -> str:
    """A scheme by what it does, whatever it is called."""
    scheme = obj(schemes.get(name))
    kind = text(scheme.get("type"))
    if kind == "http":
        said = f"HTTP {text(scheme.get('scheme')).lower()}"
    elif kind == "apiKey":
        where, key = text(scheme.get("in")), text(scheme.get("name"))
        said = f"{where} {key.lower() if where == 'header' else key}"
    else:
        said = kind or name
    wanted = sorted(text(scope) for scope in arr(scopes))
    return f"{said} for {', '.join(wanted)}" if wanted else said


def _codes(items: list[str]) -> str:
    return listed([code(item or "nothing") for item in items])


def _finding(kind: Kind, side: str, said: str, old: list[str], new: list[str]) -> Finding:
    # One change for all operations, where all change in one way.
    origin = (side, *old, "", *new)
    return Finding(
        kind=kind, spot=Spot(side, origin=origin), text=said, old=[*old] or None, new=[*new] or None
    )
