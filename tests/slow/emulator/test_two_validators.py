"""Validating requests: the emulator's validator beside an independent one, for generated bodies."""

from collections.abc import Iterator, Mapping
from functools import cache
from operator import mul
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from longtake._providers import PROVIDERS
from longtake.emulator.spec import Operation, Spec, committed
from tests.helpers.counts import SEED, cases

FORM = "multipart/form-data"
ADDRESS = "urn:test:spec"


def bodies() -> Iterator[tuple[str, str, str, str]]:
    """Every kind of body that an operation of a committed spec takes."""
    for provider in PROVIDERS:
        for path, item in committed(provider).document["paths"].items():
            for method, operation in item.items():
                for media_type in operation.get("requestBody", {}).get("content", {}):
                    yield provider, method, path, media_type


BODIES = list(bodies())


def operation_of(provider: str, method: str, path: str) -> Operation:
    spec = committed(provider)
    found = spec.operation(method, spec.base_path + path)
    assert found is not None
    return found


@cache
def independent(provider: str, method: str, path: str, media_type: str) -> Draft202012Validator:
    """Return another library's validator of a body, which finds the schema by itself."""
    document = committed(provider).document
    resource: Resource[Any] = Resource.from_contents(document, DRAFT202012)
    registry: Registry[Any] = Registry[Any]().with_resource(ADDRESS, resource)
    place = ("paths", path, method, "requestBody", "content", media_type, "schema")
    pointer = "/".join(quote(part.replace("~", "~0").replace("/", "~1")) for part in place)
    return Draft202012Validator({"$ref": f"{ADDRESS}#/{pointer}"}, registry=registry)


def values_of(
    provider: str, method: str, path: str, media_type: str
) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies of an operation, made from the schemas of its fields, or of those of an alternative."""
    spec = committed(provider)
    content = spec.document["paths"][path][method]["requestBody"]["content"]
    schema = content[media_type]["schema"]
    alternatives = [inlined(spec, each) for each in schema.get("oneOf", [schema])]
    return st.one_of(
        [requests_to(each["properties"], each.get("required", [])) for each in alternatives]
    )


def inlined(spec: Spec, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with what it refers to in its place, as deep as properties and items go."""
    found: dict[str, Any] = dict(spec.resolve(schema))
    if "properties" in found:
        inner = found["properties"].items()
        found["properties"] = {name: inlined(spec, each) for name, each in inner}
    if "items" in found:
        found["items"] = inlined(spec, found["items"])
    return found


TEXT = st.text(st.characters(codec=None), max_size=12)
"""Half surrogate pairs too: JSON can write them, as `\\ud800`."""
NUMBERS = (
    st.integers()
    | st.integers(min_value=-(10**299), max_value=10**299)
    | st.floats(allow_nan=False)
    | st.integers(-3, 3).map(float)
)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


PLAIN: Mapping[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(["a", "", "https://example.com/a.mp4"]),
    "integer": st.integers(0, 3),
    "number": st.floats(0, 1),
    "boolean": st.booleans(),
    "null": st.none(),
}


def at_the_edges(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that meet a schema, and others that just do not."""
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds: str | list[str] = schema["type"]
    allowed = [kinds] if isinstance(kinds, str) else kinds
    choices: list[st.SearchStrategy[Any]] = [PLAIN[kind] for kind in allowed if kind in PLAIN]
    if "object" in allowed:
        choices.append(requests_to(schema.get("properties", {}), schema.get("required", [])))
    if "array" in allowed:
        most = schema.get("maxItems", 2) + 1
        choices.append(st.lists(at_the_edges(schema.get("items", {"type": "null"})), max_size=most))
    limits = [schema[name] for name in ("minimum", "maximum") if name in schema]
    if limits:
        steps = [-1, -0.5, 0, 0.5, 1, 1.0]
        choices.append(st.sampled_from([limit + step for limit in limits for step in steps]))
        choices.append(st.integers(min(limits), max(limits)))
    if "maxLength" in schema:
        longest: int = schema["maxLength"]
        lengths = st.integers(longest - 1, longest + 1)
        choices.append(st.builds(mul, st.characters(codec=None), lengths))
    return st.one_of(choices)


def requests_to(
    properties: Mapping[str, Any], required: list[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies with fields missing, wrong and unknown, and some that are valid."""
    values = {name: at_the_edges(schema) | ANYTHING for name, schema in properties.items()}
    fitting = {name: at_the_edges(properties[name]) for name in required}
    whole = st.fixed_dictionaries(
        fitting, optional={name: values[name] for name in values if name not in fitting}
    )
    damaged = st.fixed_dictionaries({}, optional=values)
    unknown = st.dictionaries(TEXT, ANYTHING, max_size=1)
    return whole | st.builds(_together, whole | damaged, unknown)


def _together(known: dict[str, Any], unknown: dict[str, Any]) -> dict[str, Any]:
    return known | unknown


@pytest.mark.parametrize("body", BODIES, ids=" ".join)
@seed(SEED)
@settings(
    max_examples=cases(250, soak=5_000),
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_two_libraries_agree(body: tuple[str, str, str, str], data: st.DataObject) -> None:
    provider, method, path, media_type = body
    operation = operation_of(provider, method, path)
    other = independent(*body)
    value: Any = data.draw(values_of(*body))
    if media_type == FORM:
        fields = {name: str(found) for name, found in value.items()}
        value, problems = operation.check_form(media_type, fields)
    else:
        value = data.draw(st.just(value) | ANYTHING)
        problems = operation.check_json(value)
    fits = other.is_valid(value)  # pyright: ignore[reportUnknownMemberType] - jsonschema's own
    assert (problems == []) == fits, problems
