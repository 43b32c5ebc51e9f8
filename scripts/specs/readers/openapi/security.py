"""Authentication: as security schemes and who asks for them, however the page says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, child, obj, operations, text
from scripts.specs.readers import key_headers
from scripts.specs.readers.openapi.scalars import values_of
from scripts.specs.readers.openapi.spellings import values

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_BEARER = re.compile(r"\bbearer\b|\bjwt\b", re.IGNORECASE)
_BEARER_NAME = re.compile(r"bearer|jwt", re.IGNORECASE)
# What no component's name may have.
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9._-]")
_TYPES: Final = {"apikey": "apiKey", "http": "http", "oauth2": "oauth2",
                 "openidconnect": "openIdConnect", "mutualtls": "mutualTLS"}  # fmt: skip
_NEEDED: Final = {"apiKey": ("in", "name"), "oauth2": ("flows",),
                  "openIdConnect": ("openIdConnectUrl",), "http": ("scheme",), "mutualTLS": ()}  # fmt: skip
_AT: Final[Location] = ("components", "securitySchemes")


def set_right(document: JsonObject, context: Context) -> None:
    """Schemes and requirements of the whole document, in place. Header parameters come later."""
    components = obj(document.get("components"))
    schemes: JsonObject = {}
    for name, given in obj(components.get("securitySchemes")).items():
        scheme = _scheme(name, obj(given), context, (*_AT, name))
        if scheme is not None:
            schemes[name] = scheme
    _requirements(document, schemes, context, ())
    for path, method, operation in operations(document):
        _requirements(operation, schemes, context, ("paths", path, method))
    components.pop("securitySchemes", None)
    if schemes:
        child(document, "components")["securitySchemes"] = schemes


def _scheme(name: str, given: JsonObject, context: Context, at: Location) -> JsonObject | None:
    if isinstance(given.get("$ref"), str):
        context.left_out(f"security scheme `{name}`: a reference", at)
        return None
    scheme = values_of(given, context, at)
    kind = text(scheme.get("type"))
    if kind.lower() in {"bearer", "basic"}:
        context.repaired(f"security scheme `{name}`: `type: {kind}` is HTTP {kind.lower()}", at)
        rest = {key: scheme[key] for key in ("description", "bearerFormat") if scheme.get(key)}
        return {"type": "http", "scheme": kind.lower(), **rest}
    scheme["type"] = kind = _TYPES.get(kind.lower(), kind)
    stated = " ".join((name, text(scheme.get("description")), text(scheme.get("bearerFormat"))))
    in_header = scheme.get("in") == "header" and text(scheme.get("name")).lower() == "authorization"
    if kind == "apiKey" and in_header and _BEARER_NAME.search(stated):
        context.repaired(f"security scheme `{name}`: a bearer token, not an API key", at)
        rest = {key: scheme[key] for key in ("description",) if scheme.get(key)}
        return {"type": "http", "scheme": "bearer", **rest}
    if kind == "http" and not scheme.get("scheme") and _BEARER_NAME.search(stated):
        context.repaired(f"security scheme `{name}`: its `scheme` is bearer", at)
        scheme["scheme"] = "bearer"
    if kind not in _NEEDED or not all(scheme.get(key) for key in _NEEDED[kind]):
        context.left_out(f"security scheme `{name}`: not one that OpenAPI has", at)
        return None
    if kind == "http":
        scheme["scheme"] = text(scheme["scheme"]).lower()
    return {key: value for key, value in scheme.items() if value != ""}


def _requirements(holder: JsonObject, schemes: JsonObject, context: Context, at: Location) -> None:
    """Set the security requirements right, in place. A scheme without a description has its name alone."""
    if "security" not in holder:
        return
    here: Location = (*at, "security")
    given = holder.pop("security")
    alternatives = [given] if isinstance(given, dict) and given else arr(given)
    if not isinstance(given, (dict, list)):
        context.left_out("`security`: not a list of security schemes", here)
        return
    kept: list[Json] = []
    for alternative in alternatives:
        wanted: JsonObject = {}
        unknown = False
        for name, scopes in obj(alternative).items():
            if name.startswith("x-") and not isinstance(scopes, list):
                # A scheme has a list of scopes; this is the exporter's extension.
                unknown = unknown or len(obj(alternative)) == 1
                continue
            if name not in schemes and _BEARER_NAME.search(name):
                schemes[name] = {"type": "http", "scheme": "bearer"}
                context.repaired(
                    f"security scheme `{name}` is not described: by its name bearer", here
                )
            if name in schemes:
                wanted[name] = [*arr(scopes)]
            else:
                unknown = True
                context.left_out(f"security scheme `{name}`: nothing describes it", here)
        if wanted or not unknown:
            kept.append(wanted)
    if kept or not alternatives:
        holder["security"] = kept


def from_parameters(
    operation: JsonObject, document: JsonObject, context: Context, at: Location
) -> None:
    """Authorization headers among the parameters, in place: the security schemes say it, or now do."""
    parameters = [obj(item) for item in arr(operation.get("parameters"))]
    found = [item for item in parameters if _is_authorization(item)]
    if not found:
        return
    operation["parameters"] = [item for item in parameters if not _is_authorization(item)]
    if operation.get("security") or ("security" not in operation and document.get("security")):
        return
    if document.get("security"):
        # Exporters write `security: []` beside the parameter: both cannot be true.
        context.repaired("`security: []` beside an Authorization header: it is asked for", at)
        del operation["security"]
        return
    schemes = child(child(document, "components"), "securitySchemes")
    name = next((name for name, given in schemes.items() if _is_for_header(obj(given))), "")
    if not name:
        bearer = any(_BEARER.search(_stated(item)) for item in found)
        name = _free("BearerAuth" if bearer else "AuthorizationHeader", schemes)
        schemes[name] = _new_scheme(found[0], bearer=bearer)
    context.repaired(f"an Authorization header is security scheme `{name}`", at)
    operation["security"] = [{name: []}]


def keys_from_parameters(
    operation: JsonObject, document: JsonObject, context: Context, at: Location
) -> None:
    """Headers with a key among the parameters, in place: each is a security scheme.

    Beside other authentication, one that is required is asked for as well, another one instead.
    """
    parameters = [obj(item) for item in arr(operation.get("parameters"))]
    found = [
        item
        for item in parameters
        if item.get("in") == "header" and key_headers.is_key(text(item.get("name")))
    ]
    for parameter in found:
        schemes = child(child(document, "components"), "securitySchemes")
        name = _scheme_of_key(text(parameter["name"]), schemes)
        asked = [obj(one) for one in arr(operation.get("security", document.get("security")))]
        if any(name in one for one in asked):
            continue
        context.repaired(f"header `{parameter['name']}` is security scheme `{name}`", at)
        if parameter.get("required") is True or not asked:
            operation["security"] = [{**one, name: []} for one in asked or [{}]]
        else:
            operation["security"] = [*asked, {name: []}]
    if found:
        operation["parameters"] = [item for item in parameters if item not in found]


def _scheme_of_key(header: str, schemes: JsonObject) -> str:
    """Return the scheme for a header with a key, made where there is none."""
    for name, given in schemes.items():
        scheme = obj(given)
        if scheme.get("in") == "header" and text(scheme.get("name")).lower() == header.lower():
            return name
    name = _free(_NO_NAME.sub("", header) or "ApiKey", schemes)
    schemes[name] = {"type": "apiKey", "in": "header", "name": header}
    return name


def _new_scheme(parameter: JsonObject, *, bearer: bool) -> JsonObject:
    if bearer:
        return {"type": "http", "scheme": "bearer"}
    scheme: JsonObject = {"type": "apiKey", "in": "header", "name": "Authorization"}
    if description := text(parameter.get("description")).strip():
        scheme["description"] = description
    return scheme


def _free(name: str, schemes: JsonObject) -> str:
    return name if name not in schemes else f"{name}{len(schemes) + 1}"


def _is_authorization(parameter: JsonObject) -> bool:
    return (
        parameter.get("in") == "header" and text(parameter.get("name")).lower() == "authorization"
    )


def _is_for_header(scheme: JsonObject) -> bool:
    return scheme.get("type") == "http" or _is_authorization(scheme)


def _stated(parameter: JsonObject) -> str:
    schema = obj(parameter.get("schema"))
    shown = [
        *values(parameter),
        schema.get("default"),
        schema.get("example"),
        schema.get("pattern"),
    ]
    shown += arr(schema.get("examples"))
    return " ".join([text(parameter.get("description")), *map(text, shown)])
