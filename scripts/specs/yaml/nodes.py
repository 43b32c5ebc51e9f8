"""A text's YAML nodes, typed. The only module that imports a YAML library.

libyaml (through PyYAML) composes nodes about twenty times as fast as ruamel.yaml, so it goes first.
It reads YAML 1.1; where the two versions part, and wherever libyaml refuses a text, ruamel.yaml's
pure parser of YAML 1.2 composes the nodes, or raises the error that a person gets to read. Neither
resolves a plain scalar: `read.scalar` does, by YAML 1.2.

The libraries carry no types for their nodes and errors; everything is cast here, once.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, Final, Literal, Protocol, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

_LIBYAML: Any = import_module("yaml.cyaml")
_LIBYAML_ERROR: Final[type[Exception]] = import_module("yaml").YAMLError
# Where the two versions, or the two parsers, part: tabs, line ends of YAML 1.1 alone, a mark that
# only starts a text, `|#`, tags with a handle, and an alias with a colon behind it.
_PURE_ONLY = re.compile(
    "[\t\x85\u2028\u2029\ufeff]|!\\S*!|[|>][-+0-9]*#|^[ -]*\\*[^* ]+:", re.MULTILINE
)
# libyaml's composer calls itself at each level, and would end the process at some thousands.
_MOST_LEVELS: Final = 200


class Mark(Protocol):
    """A place in the text, from 0."""

    line: int


class YamlNode(Protocol):
    """A node: what it is, and where it begins."""

    id: Literal["mapping", "scalar", "sequence"]
    tag: object
    value: object
    start_mark: Mark
    # None or empty for a plain scalar.
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


class _FastParser(_LIBYAML.CParser):  # type: ignore[misc] # it carries no types
    """libyaml's parser. It resolves no scalar, and refuses what is nested deeply."""

    level = 0

    def descend_resolver(self, *_: object) -> None:
        """Count one level more."""
        self.level += 1
        if self.level > _MOST_LEVELS:
            raise _LIBYAML_ERROR

    def ascend_resolver(self) -> None:
        """Count one level less."""
        self.level -= 1

    def resolve(self, *_: object) -> str:
        """Return no tag."""
        return ""


def compose(source: str) -> YamlNode | None:
    """Return the root node of the one document of the text, or None where it holds none.

    Raises:
        YamlSyntaxError: The text is not YAML.
    """
    if _PURE_ONLY.search(source) is None:
        try:
            return cast("YamlNode | None", _FastParser(source).get_single_node())
        except (_LIBYAML_ERROR, UnicodeEncodeError):
            # The pure parser may still read it; otherwise its words and line are the better ones.
            pass
    return compose_pure(source)


def compose_pure(source: str) -> YamlNode | None:
    """Do the same as `compose`, with the slower parser that decides where the two part."""
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
    """Return what the node is."""
    return node.id


def members(node: YamlNode) -> list[tuple[YamlNode, YamlNode]]:
    """Return the keys and values of a mapping."""
    return cast("list[tuple[YamlNode, YamlNode]]", node.value)


def items(node: YamlNode) -> list[YamlNode]:
    """Return the items of a sequence."""
    return cast("list[YamlNode]", node.value)
