"""Where an operation is called, and with what proof of who calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.wording import code, listed
from scripts.specs.json_types import arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.pairing import DescribedOperation
    from scripts.specs.json_types import Json, JsonObject


def servers(
    old: JsonObject, new: JsonObject, before: DescribedOperation, after: DescribedOperation
) -> Iterator[Finding]:
    """Yield the addresses below which an operation is called."""
    was, now = _servers(old, before), _servers(new, after)
    removed = [item for item in was if item not in now]
    added = [item for item in now if item not in was]
    if removed and added:
        kind, phrase = ChangeKind.SERVER_CHANGED, f"is {_codes(added)}, was {_codes(removed)}"
    elif removed:
        kind, phrase = ChangeKind.SERVER_REMOVED, f"{_codes(removed)} was removed"
    elif added:
        kind, phrase = ChangeKind.SERVER_ADDED, f"{_codes(added)} is new"
    else:
        return
    yield _finding(kind, "server", f"The server {phrase}.", removed, added)


def _servers(document: JsonObject, described: DescribedOperation) -> list[str]:
    """Return the servers that hold for an operation, with their variables in a form to compare."""
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
    old: JsonObject, new: JsonObject, before: DescribedOperation, after: DescribedOperation
) -> Iterator[Finding]:
    """Yield what an operation asks a caller to show."""
    was, now = _alternatives(old, before), _alternatives(new, after)
    removed = [item for item in was if item not in now]
    added = [item for item in now if item not in was]
    if not (removed or added):
        return
    if was == [""]:
        kind, phrase = (
            ChangeKind.SECURITY_ADDED,
            f"Callers must show {_codes(added)}; it was public",
        )
    elif now == [""]:
        kind, phrase = (
            ChangeKind.SECURITY_REMOVED,
            f"It is public; callers had to show {_codes(removed)}",
        )
    elif removed and added:
        kind, phrase = (
            ChangeKind.SECURITY_CHANGED,
            f"Callers show {_codes(added)}, not {_codes(removed)}",
        )
    elif removed:
        kind = ChangeKind.SECURITY_ALTERNATIVE_REMOVED
        phrase = f"Callers can no longer show {_codes(removed)} instead"
    else:
        kind, phrase = (
            ChangeKind.SECURITY_ALTERNATIVE_ADDED,
            f"Callers can show {_codes(added)} instead",
        )
    yield _finding(kind, "security", f"{phrase}.", removed, added)


def _alternatives(document: JsonObject, described: DescribedOperation) -> list[str]:
    """Return the ways to be let in, each in words; an empty one lets everybody in."""
    given = described.node.get("security", document.get("security"))
    schemes = obj(obj(document.get("components")).get("securitySchemes"))
    found = [
        " with ".join(sorted(_scheme(name, schemes, scopes) for name, scopes in obj(item).items()))
        for item in arr(given)
    ]
    return list(dict.fromkeys(found)) or [""]


def _scheme(name: str, schemes: JsonObject, scopes: Json) -> str:
    """Return a scheme by what it does, whatever it is called."""
    scheme = obj(schemes.get(name))
    kind = text(scheme.get("type"))
    if kind == "http":
        phrase = f"HTTP {text(scheme.get('scheme')).lower()}"
    elif kind == "apiKey":
        where, key = text(scheme.get("in")), text(scheme.get("name"))
        phrase = f"{where} {key.lower() if where == 'header' else key}"
    else:
        phrase = kind or name
    wanted = sorted(text(scope) for scope in arr(scopes))
    return f"{phrase} for {', '.join(wanted)}" if wanted else phrase


def _codes(items: list[str]) -> str:
    return listed([code(item or "nothing") for item in items])


def _finding(kind: ChangeKind, side: str, phrase: str, old: list[str], new: list[str]) -> Finding:
    # One change for all operations, where all change in one way.
    origin = (side, *old, "", *new)
    return Finding(
        kind=kind,
        location=ChangeLocation(side, origin=origin),
        text=phrase,
        old=[*old] or None,
        new=[*new] or None,
    )
