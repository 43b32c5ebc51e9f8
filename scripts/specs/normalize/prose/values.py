"""The only values, the default and the format of a property, as its description gives them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from scripts.specs.normalize.prose.numbers import NUMBER, plain, value
from scripts.specs.normalize.prose.statements import FOR

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.prose.statements import Statement

# A name or number as a program has it; the bound keeps reading linear.
_ATOM: Final = r"(?<![A-Za-z0-9_.:/+-])[A-Za-z0-9](?:[A-Za-z0-9_.:/+-]{0,80}[A-Za-z0-9_])?"
_OPEN: Final = r"[`'\"\u201c\u2018\u201d]"
_CLOSE: Final = r"[`'\"\u201d\u2019\u201c]"
_IS_DEFAULT: Final = r"\s*[(\uff08](?:by\s+)?(?:default(?:\s+value)?|默认值?)[)\uff09]"
_ITEM: Final = rf"(?:{_OPEN}{_ATOM}{_CLOSE}|{_ATOM})(?:{_IS_DEFAULT})?"
_QUOTED: Final = rf"{_OPEN}{_ATOM}{_CLOSE}(?:{_IS_DEFAULT})?"
_BETWEEN: Final = (
    r"\s*(?:[,\uff0c]\s*(?:and|or)\b|[,\uff0c\u3001|/](?=\s|\S)|\band\b|\bor\b|和|或)\s*"
)
_LABEL: Final = (
    r"(?:\b(?:optional|supported|allowed|possible|available|valid|accepted|permitted)\s+"
    r"(?:values?|options?)(?:\s+(?:are|is|include))?"
    r"|\b(?:must be |can be |is )?(?:one|either) of(?: the following)?(?: values)?|\bvalues?:|\boptions:"
    r"|\benum(?:\s+values?)?|(?:(?<![^\W\d_])|(?<=参数))(?:枚举值?(?:为|有)?|可选"
    r"(?:枚举)?(?:值|项)?(?:为|有|是)?|取值(?:为|有|是|范围)?)(?:如下)?)"
)
_LISTED: Final = re.compile(
    rf"{_LABEL}\s*[:\uff1a]?\s*(?P<list>{_ITEM}(?:{_BETWEEN}{_ITEM})+)\s*(?=[.;。\uff1b\n)\uff09]|$)(?!\.[A-Za-z0-9_])",
    re.IGNORECASE,
)
_LISTED_QUOTED: Final = re.compile(
    rf"(?:\b(?:can be|must be|may be|either|one of)|{_LABEL})\s*[:\uff1a]?\s*(?:either\s+)?"
    rf"(?P<list>{_QUOTED}(?:{_BETWEEN}{_QUOTED})+)(?!\s*(?:[,\uff0c\u3001|/]?\s*(?:and"
    rf"|or|etc|and so)\b|\.\.\.|…|等))",
    re.IGNORECASE,
)
_LIST_FOLLOWS: Final = re.compile(
    rf"(?:{_LABEL}|\b(?:values|options|modes|types)\b[^:\n]{{0,80}})\s*[:\uff1a]\s*$", re.IGNORECASE
)
# What makes a list one of several: it cannot be read, or it is for some cases.
_ANNOUNCED: Final = re.compile(rf"{_LABEL}\s*[:\uff1a]\s*\S", re.IGNORECASE)
_FOR_SOME: Final = re.compile(
    rf"\b(?:values?|options?|modes|types)\s+{FOR}(?!(?:this|the|your|each)\b)", re.IGNORECASE
)
_SOME: Final = re.compile(
    rf"(?P<list>{_ITEM}(?:{_BETWEEN}{_ITEM})*)\s*"
    rf"(?:(?:\b(?:is|are)\s+)?\bonly\s+{FOR}"
    rf"|\b(?:is|are)\s+(?:also\s+)?(?:available|supported|allowed)\s+{FOR}|[仅只])",
    re.IGNORECASE,
)
_BULLETED: Final = re.compile(
    rf"(?P<quoted>{_OPEN})?(?P<value>{_ATOM})(?(quoted){_CLOSE})(?P<default>{_IS_DEFAULT})?"
    rf"\s*(?:[:\uff1a\u2013\u2014]\s*\S.*|\s-\s\S.*|[(\uff08].*|\s*)",
    re.IGNORECASE,
)
_EXPLAINED: Final = re.compile(rf"(?P<value>{_ATOM})[:\uff1a](?!\d)\s*\S.*", re.IGNORECASE)
_PART: Final = re.compile(rf"{_OPEN}?(?P<value>{_ATOM}){_CLOSE}?(?:{_IS_DEFAULT})?", re.IGNORECASE)
_SEPARATOR: Final = re.compile(_BETWEEN, re.IGNORECASE)
_NO_VALUES: Final = frozenset({
    "etc", "more", "other", "others", "any", "none of", "null", "true", "false", "various", "default",
})  # fmt: skip
_NUMBER_RANGE: Final = re.compile(r"-?\d+(?:\.\d+)?(?:-|\.{2,}|to)\d+(?:\.\d+)?")
_VALUE: Final = (
    rf"(?P<open>{_OPEN})?(?P<value>{NUMBER}|{_ATOM})(?(open){_CLOSE})"
    r"(?!\.[A-Za-z0-9_]|,\d)(?=\s*(?:$|[\s.,;)\uff0c。\uff1b\uff09、\n]|[^\x00-\x7f]))"
)
_DEFAULTS: Final = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"\bdefaults?(?:\s+value)?(?:\s+(?:is|to)\b\s*:?|\s*[:=])\s*{_VALUE}",
        rf"(?:^|[,(])\s*default\s+{_VALUE}\s*(?=[.,;)]|$)",
        (
            rf"(?P<open>{_OPEN})?(?P<value>{_ATOM})(?(open){_CLOSE})\s*(?:\(default"
            rf"(?: value)?\)|[(\uff08]默认值?[)\uff09])"
        ),
        rf"默认值?(?:为|是)?\s*[:\uff1a]?\s*{_VALUE}",
        (
            r"(?P<open>)(?P<value>true|false)(?:表示"
            r"|[:\uff1a\uff1d=])?[^,\uff0c;。\n]{0,8}[(\uff08]默认值?[)\uff09]"
        ),
    )
)
_UUID: Final = (
    r"\b(?:must be|is|a|valid|in)\s+(?:a\s+)?(?:valid\s+)?uuid(?:\s*v?[1-7])?"
    r"(?:\s+(?:format|string))?(?=\s*(?:$|[.,;)]))|\buuid format\b"
)
_EMAIL: Final = r"\bmust be (?:a|an) (?:valid )?e-?mail address\b|^(?:a )?valid e-?mail address\b"
_MOMENT: Final = r"\b(?:date-?\s?time|timestamp)\b"
_DATE_TIME: Final = (
    rf"\biso[- ]?8601\b.{{0,24}}{_MOMENT}|{_MOMENT}.{{0,24}}\biso[- ]?8601\b|\brfc[- ]?3339\b"
)
_URI: Final = (
    r"\bmust be (?:a|an) (?:valid |absolute |publicly accessible |public )*"
    r"(?:\w+ )?(?:https? )?url\b(?!\s*(?:or|encoded))"
)
_FORMATS: Final = (
    ("uuid", re.compile(_UUID, re.IGNORECASE)),
    ("email", re.compile(_EMAIL, re.IGNORECASE)),
    ("date-time", re.compile(_DATE_TIME, re.IGNORECASE)),
    ("uri", re.compile(_URI, re.IGNORECASE)),
)
# Kinds of files are the values of a format; an address or a file is of such a kind.
_FILE_KINDS: Final = frozenset({
    "avi", "avif", "bmp", "flac", "gif", "heic", "jpeg", "jpg", "m4a", "mov", "mp3", "mp4", "ogg",
    "pdf", "png", "svg", "tiff", "txt", "wav", "webm", "webp",
})  # fmt: skip
_OF_A_KIND: Final = re.compile(r"format|type|ext|kind|codec|container", re.IGNORECASE)
# A string that may be two things has the format of neither.
_ALTERNATIVE: Final = re.compile(r"\bor\b|\bbase64\b|或", re.IGNORECASE)
_EMPTY: Final = re.compile(r"\bempty\b|为空|留空", re.IGNORECASE)


def literal(written: str, kind: str) -> tuple[Json] | None:
    """Return a written value as a value of the type, or None if it is not one.

    The value is in a tuple, because `false` is a value too.
    """
    if kind == "boolean":
        return (written.lower() == "true",) if written.lower() in {"true", "false"} else None
    if kind == "integer":
        return (int(written),) if re.fullmatch(r"-?\d{1,30}", written) else None
    if kind == "number":
        return (plain(value(written)),) if re.fullmatch(NUMBER, written) else None
    return (written,)


def listed(name: str, found: list[Statement], kind: str) -> list[Json]:
    """`optional values are 720p or 1080p`, `5(default),8,10`, a list of bullets under `Values:`.

    Booleans need no list. One that holds anything but values of the type is prose, and no enum.
    Neither is one where some cases have further values.
    """
    if kind not in {"string", "integer"}:
        return []
    always: list[list[Json]] = []
    further: list[Json] = []
    for index, statement in enumerate(found):
        values = _inline(statement.text, kind) or _below(found, index, kind)
        if not values and _ANNOUNCED.search(statement.text):
            # It may have further values, but cannot be read.
            return []
        if statement.conditional or _FOR_SOME.search(statement.text):
            further += values
        elif values and values not in always:
            always.append(values)
        if some := _SOME.match(statement.text):
            further += _parsed(_split(some["list"]), kind)
    if len(always) != 1 or any(value not in always[0] for value in further):
        return []
    of_a_kind = _OF_A_KIND.search(name) or not all(map(_is_file_kind, always[0]))
    return always[0] if of_a_kind else []


def _is_file_kind(value: Json) -> bool:
    return str(value).lower().lstrip(".") in _FILE_KINDS


def lists_numbers(statement: str) -> bool:
    """Return whether a statement lists the only values, and these are numbers."""
    found = _LISTED.search(statement)
    return found is not None and bool(_parsed(_split(found["list"]), "number"))


def _inline(statement: str, kind: str) -> list[Json]:
    found = _LISTED.search(statement) or _LISTED_QUOTED.search(statement)
    if found is None:
        return []
    values = _parsed(_split(found["list"]), kind)
    return values if len(values) > 1 else []


def _split(listed: str) -> list[str]:
    parts = [_PART.fullmatch(part.strip()) for part in _SEPARATOR.split(listed)]
    return [part["value"] if part else "" for part in parts]


def _below(found: list[Statement], index: int, kind: str) -> list[Json]:
    """Return the list that a statement announces: all its items, or it is no list of values.

    Without bullets each line must explain its value, and none may do so further down: an
    explanation of two lines would end the list too early.
    """
    if not _LIST_FOLLOWS.search(found[index].text):
        return []
    firsts = [after for before, after in pairwise(found[index:]) if after.line != before.line]
    bulleted = bool(firsts) and firsts[0].item
    rule = _BULLETED if bulleted else _EXPLAINED
    length = next(
        (
            place
            for place, one in enumerate(firsts)
            if one.item != bulleted or not (bulleted or rule.fullmatch(one.text))
        ),
        len(firsts),
    )
    if not bulleted and any(
        rule.fullmatch(one.text) or _PART.fullmatch(one.text) for one in firsts[length:]
    ):
        return []
    items = [rule.fullmatch(one.text) for one in firsts[:length]]
    values = _parsed([item["value"] if item else "" for item in items], kind)
    return values if len(values) > 1 else []


def _parsed(written: list[str], kind: str) -> list[Json]:
    """Return the distinct values of the type; none where one of them is no such value."""
    result: list[Json] = []
    for item in written:
        parsed = literal(item, kind)
        if (
            not item
            or parsed is None
            or item.lower() in _NO_VALUES
            or _NUMBER_RANGE.fullmatch(item)
        ):
            return []
        if parsed[0] not in result:
            result.append(parsed[0])
    return result


def defaults(statement: str, kind: str, *, bare: bool) -> list[Json]:
    """`true (default)`, `Default: 0.5`, `defaults to fast`, `默认值为5`.

    A string's default stands in quotes; without them (`bare`) it must be known to be a value.
    """
    result: list[Json] = []
    for rule in _DEFAULTS:
        for found in rule.finditer(statement):
            parsed = literal(found["value"], kind)
            if parsed is None or (kind == "string" and not (bare or found["open"])):
                continue
            if parsed[0] not in result:
                result.append(parsed[0])
    return result


def format_of(statement: str, description: str) -> JsonObject:
    """`Must be a valid UUID`, `an ISO 8601 timestamp`: a format where it is certain."""
    if _ALTERNATIVE.search(statement) or _EMPTY.search(description):
        return {}
    for name, rule in _FORMATS:
        if rule.search(statement):
            return {"format": name}
    return {}
