"""Servers: where a request goes, as one address without holes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, same, spelled, strings, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_HOLE = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"(?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?:/\S*)?", re.IGNORECASE)


def set_right(holder: JsonObject, context: Context, at: Location) -> None:
    """The servers of a document, path or operation, in place. One without an address is noted."""
    given = holder.pop("servers", None)
    kept: list[Json] = []
    for item in arr(given):
        server = dict(obj(item))
        url = _filled(
            text(server.get("url")).strip(), obj(server.pop("variables", None)), context, at
        )
        address = _with_scheme(url, context, at)
        if address is None:
            continue
        server["url"] = address
        if not server.get("description"):
            server.pop("description", None)
        if not any(same(server, known) for known in kept):
            kept.append(server)
    if kept:
        holder["servers"] = kept


def _filled(url: str, variables: JsonObject, context: Context, at: Location) -> str:
    """Return the address with each variable at its default: generated clients have no place for them."""
    for name in dict.fromkeys(_HOLE.findall(url)):
        variable = obj(variables.get(name))
        allowed = strings(variable.get("enum"))
        given = variable.get("default", allowed[0] if allowed else None)
        if given is None:
            continue
        value = spelled(given) if isinstance(given, (str, int, float)) else str(given)
        url = url.replace(f"{{{name}}}", value)
        others = ", ".join(f"`{one}`" for one in allowed if one != value)
        context.repaired(
            f"server variable `{name}` is `{value}`" + (f", not {others}" if others else ""),
            (*at, "servers"),
        )
    return url


def _with_scheme(url: str, context: Context, at: Location) -> str | None:
    here: Location = (*at, "servers")
    if _HOLE.search(url):
        context.left_out("a server whose URL has a variable without a value", here)
        return None
    if re.match(r"(https?|wss?)://\S+$", url):
        return url
    host = _HOST.fullmatch(url)
    # Only where the page says so itself, beside the document or in a description.
    if host is not None and f"https://{host[1]}" in context.result.page.text:
        context.repaired("a server whose URL has no scheme: the page calls it by https", here)
        return f"https://{url.removeprefix('//')}"
    if url not in {"", "/"} or arr(context.given.get("servers")):
        context.left_out("a server whose URL has no scheme", here)
    return None
