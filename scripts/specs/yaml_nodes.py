"""ruamel.yaml's node graph, typed. The only module that knows the library.

The library carries no types for its nodes and errors; everything is cast here, once.
"""

from __future__ import annotations

import re
from typing import Any, Literal, Protocol, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.reader import ReaderError


class Mark(Protocol):
    """A place in the text, from 0."""

    line: int


class YamlNode(Protocol):
    """A node: what it is, and where it begins."""

    tag: object
    value: object
    start_mark: Mark
    style: str | None


class YamlSyntaxError(ValueError):
    """The text is not YAML. `line` counts from 0 within the text."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


# What the library says, and what a person can do about it. In this order: the first that fits.
_EXPECTED = (
    (r"mapping values are not allowed", "quotes around text that has a colon in it"),
    (r"found character '\\t'", "spaces, not a tab, for indentation"),
    (r"found character", "quotes around text that begins with a special character"),
    (
        r"found undefined alias",
        "quotes around text that begins with `*`, or an anchor of that name",
    ),
    (r"while scanning an alias|while scanning an anchor", "a name behind `*` or `&`"),
    (r"expected ',' or '[]}]'", "a comma or the bracket that closes the list or mapping"),
    (r"expected the node content", "a value"),
    (r"expected <block end>", "nothing behind a value, and keys of one mapping in one column"),
    (r"expected a comment or a line break", "a new line behind `|` or `>`"),
    (r"could not find expected ':'", "a colon and a space behind this key"),
    (r"sequence entries are not allowed", "each item of a list on a line of its own"),
    (r"mapping keys are not allowed", "quotes around text that begins with `?`"),
    (r"unexpected end of stream", "the quote that closes this text"),
    (r"unknown escape character", "no such escape within double quotes"),
    (r"document start|another document", "one document, not several"),
)


def _expected(problem: str) -> str:
    found = (words for rule, words in _EXPECTED if re.search(rule, problem))
    return next(found, "a mapping of keys to values, each level indented by spaces")


def compose(source: str) -> YamlNode | None:
    """The root node of the one document of the text, or None where it holds none."""
    parser: Any = YAML(typ="safe", pure=True)
    try:
        constructor, _ = parser.get_constructor_parser(source)
        return cast("YamlNode | None", constructor.composer.get_single_node())
    except RecursionError:
        raise YamlSyntaxError("too many levels", int(parser.reader.line)) from None
    except ReaderError as given:
        refused: Any = given
        line = source.count("\n", 0, refused.position)
        raise YamlSyntaxError("a character that YAML does not allow", line) from None
    except MarkedYAMLError as given:
        error: Any = given
        mark = cast("Mark | None", error.problem_mark or error.context_mark)
        # Its own words are for programmers, and may quote the page.
        problem = _expected(f"{error.context}; {error.problem}")
        raise YamlSyntaxError(problem, mark.line if mark else 0) from None
    except YAMLError:
        raise YamlSyntaxError(_expected(""), 0) from None


def kind(node: YamlNode) -> Literal["mapping", "scalar", "sequence"]:
    """What the node is."""
    given: object = node
    if isinstance(given, ScalarNode):
        return "scalar"
    return "mapping" if isinstance(given, MappingNode) else "sequence"


def members(node: YamlNode) -> list[tuple[YamlNode, YamlNode]]:
    """The keys and values of a mapping."""
    return cast("list[tuple[YamlNode, YamlNode]]", node.value)


def items(node: YamlNode) -> list[YamlNode]:
    """The items of a sequence."""
    return cast("list[YamlNode]", node.value)
