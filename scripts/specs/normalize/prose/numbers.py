"""Ranges, bounds and steps of numbers, as one statement gives them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from scripts.specs.normalize.prose.statements import aimed

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

# A number of more digits than these is no limit.
_PLAIN: Final = r"(?:\d{1,3}(?:,\d{3}){1,9}(?!\d)|\d{1,30}(?!\d))(?:\.\d{1,30}(?!\d))?"
NUMBER: Final = rf"(?:(?<![A-Za-z0-9_.,)])[-\u2212])?(?<![A-Za-z0-9_.]){_PLAIN}"
_HIGH: Final = rf"[-\u2212]?{_PLAIN}"
_TO: Final = r"\s*(?:…|\.{2,3}|~|\uff5e|[-\u2013\u2014\u2212]|\bto\b|\bthrough\b|至|到)\s*"
_AND: Final = r"\s*(?:\band\b|和|与|、)\s*"
_TIME: Final = "milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|毫秒|秒钟?|分钟"
_SIZE: Final = "pixels?|px|像素"
_MANY: Final = (
    "images?|videos?|pictures?|photos?|clips?|frames?|steps?|results?|outputs?|samples?|items?|"
    "entries|jobs?|tasks?|张图?片?|个|步|帧|条"
)
_UNIT: Final = (
    rf"(?:\s*-?\s*(?:(?P<time>{_TIME})|(?P<size>{_SIZE})|(?P<many>{_MANY}))(?![A-Za-z_]))?"
)
_FIRST_UNIT: Final = rf"(?:\s*(?:{_TIME}|{_SIZE}|{_MANY})(?![A-Za-z_]))?"
# What may stand behind a number that is meant as it is: no unknown noun.
_DONE: Final = (
    r"(?![.,]\d)(?=\s*(?:$|[.,;:)\]\uff0c。\uff1b\uff09、\uff08(!\uff01]|且|之间"
    r"|inclusive|or\b|and\b|with\b|for\b|in\b|on\b|的|默认|时))"
)
_LEAD: Final = r"[^\n\d.\[(\uff08-]{0,24}?[\[(\uff08]?"

_SPAN: Final = rf"(?P<low>{NUMBER}){_FIRST_UNIT}{_TO}(?P<high>{_HIGH}){_UNIT}"
_PAIR: Final = rf"(?P<low>{NUMBER}){_FIRST_UNIT}(?:{_AND}|{_TO})(?P<high>{_HIGH}){_UNIT}"
_ANNOUNCED: Final = (
    r"(?:\b(?:ranges?|ranging|values?|from|anywhere\s+from|must\s+be|can\s+be"
    r"|integers?|numbers?|limits?|limited\s+to)\b"
    r"|范围值?|取值(?:范围|区间)?|可选值?|区间|支持)"
)
_RANGES: Final = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"{_ANNOUNCED}{_LEAD}{_SPAN}{_DONE}",
        rf"(?:\bbetween\b|介于|在){_LEAD}{_PAIR}{_DONE}",
        rf"{_PAIR}\s*之间",
        rf"[(\uff08]\s*{_SPAN}\s*[)\uff09]",
        rf"^\s*{_SPAN}\s*$",
        rf"^\s*(?P<low>{NUMBER}){_FIRST_UNIT}\s*(?:…|\.{{2,3}})\s*(?P<high>{_HIGH}){_UNIT}{_DONE}",
    )
)
_INTERVAL: Final = re.compile(
    (
        rf"(?P<open>[\[(])\s*(?P<low>{NUMBER}|-?inf\w*|-?∞)\s*[,\uff0c]\s*(?P<high>{_HIGH}"
        rf"|\+?inf\w*|\+?∞)\s*(?P<close>[\])])"
    ),
    re.IGNORECASE,
)
_OF_INTERVAL: Final = re.compile(r"\b(?:ranges?|intervals?|within)\b|范围|区间", re.IGNORECASE)
_BETWEEN_SIGNS: Final = re.compile(
    rf"(?P<low>{NUMBER})\s*(?P<from><=|<|≤|\uff1c)\s*[A-Za-z_]\w*\s*(?P<until><=|<|≤"
    rf"|\uff1c)\s*(?P<high>{_HIGH})"
)
_OR_EQUAL: Final = ("<=", "≤")
_IS: Final = (
    r"\s*(?:\b(?:value|allowed|number)\b\s*)?(?:\b(?:is|of|to|allowed is)\b|为"
    r"|是)?\s*[:\uff1a=]?\s*"
)
_LOWER: Final = tuple(
    (re.compile(rf"{rule}(?P<bound>{_HIGH}){_UNIT}{_DONE}", re.IGNORECASE), exclusive)
    for rule, exclusive in (
        (rf"(?:(?<![\w-])min(?:imum)?\.?(?![\w-]){_IS}|最[小低少]值?{_IS})", False),
        (r"\b(?:at least|no less than|not less than|no fewer than|must be >=)\s+", False),
        (r"(?<![<\w\]])(?:>=|≥)\s*", False),
        (r"\b(?:greater|larger|more|bigger) than or equal to\s+", False),
        (r"(?:不小于|不少于|不低于|大于等于|大于或等于|至少为?)\s*", False),
        (r"\b(?:must be|is|are) (?:greater|larger|more) than\s+", True),
        (r"^(?:>|大于)\s*", True),
        (r"必须大于\s*", True),
    )
)
_UPPER: Final = tuple(
    (re.compile(rf"{rule}(?P<bound>{_HIGH}){_UNIT}{_DONE}", re.IGNORECASE), exclusive)
    for rule, exclusive in (
        (rf"(?:(?<![\w-])max(?:imum)?\.?(?![\w-]){_IS}|最[大高]值?{_IS}|最多{_IS})", False),
        (r"\b(?:at most|no more than|not more than|up to|must be <=)\s+", False),
        (
            (
                r"\b(?:cannot|can't|can not|must not|may not|should not|does not)\s+(?:exceed"
                r"|be more than)\s+"
            ),
            False,
        ),
        (r"(?<![>\w])(?:<=|≤)\s*(?!.*[<≤])", False),
        (r"\b(?:less|smaller|lower) than or equal to\s+", False),
        (r"(?:不[能得可应]?大于|不[能得可应]?超过|不高于|小于等于|小于或等于)\s*", False),
        (r"\b(?:must be|is|are) (?:less|smaller|lower) than\s+", True),
        (r"^(?:<|小于)\s*", True),
        (r"必须小于\s*", True),
    )
)
_ABOVE_ZERO: Final = re.compile(
    r"\b(?:must be (?:a )?positive|(?:a )?positive (?:integer|number|whole number))\b|正整数|正数",
    re.IGNORECASE,
)
_FROM_ZERO: Final = re.compile(r"\bnon[- ]?negative\b|非负", re.IGNORECASE)
_STEP: Final = re.compile(
    rf"\b(?:a |an )?(?:multiples? of|in steps of|in increments of|increments of"
    rf"|divisible by)\s+(?P<step>{_PLAIN}){_DONE}"
    rf"|(?P<chinese>{_PLAIN})\s*的(?:整数)?倍数|步长(?:为|是)?[:\uff1a]?\s*(?P<stride>{_PLAIN}){_DONE}",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:not|no longer|never)\s*$|不是\s*$", re.IGNORECASE)
_NAMES: Final = {
    "time": re.compile(
        (
            r"duration|seconds?|secs?|length|time|delay|begin|start|end|at|from|until|interval"
            r"|offset|sec|s|ms|ttl|时长|时间"
        ),
    ),
    "size": re.compile(
        r"width|height|size|dimensions?|pixels?|px|radius|padding|left|right|top|bottom|x|y|w|h"
    ),
    "many": re.compile(
        r"n|num|number|count|counts|amount|quantity|batch|max|limit|jobs?|images?|videos?|frames?|steps?|"
        r"results?|outputs?|samples?|size|page|top|per|k"
    ),
}
# A point in time has a range of its own only where the statement is not about what lies between.
_POINTS: Final = frozenset({"at", "begin", "end", "from", "offset", "start", "until"})
_OF_POINTS: Final = frozenset({"it", "moment", "point", "position", "this", "time", "value"})
_SUBJECT: Final = re.compile(
    r"(?:the\s+)?(?P<words>[A-Za-z_][\w\s]{0,60}?)\s+(?:must|should|shall|can|cannot|may|has|needs|is)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_COUNTS: Final = re.compile(
    r"^\s*(?:the\s+)?(?:number|amount|count|quantity) of\b|^\s*how many\b|数量|步数|个数",
    re.IGNORECASE,
)


def value(written: str) -> float:
    """Return a written number, with a comma between thousands or a typographic minus."""
    return float(written.replace(",", "").replace("\u2212", "-"))


def plain(number: float) -> Json:
    """Return the number as an integer where it is one."""
    return int(number) if number.is_integer() else number


def bounds(name: str, statement: str, *, integer: bool) -> JsonObject:
    """`1…10`, `between 0 and 1`, `(0, 1]`, `0 <= x <= 1`, `at least 1`, `最大值:6`."""
    found = _interval(statement) or _range(name, statement)
    if not found:
        for rules, inclusive, exclusive in (
            (_LOWER, "minimum", "exclusiveMinimum"), (_UPPER, "maximum", "exclusiveMaximum"),
        ):  # fmt: skip
            for rule, beyond in rules:
                match = rule.search(statement)
                if match and _means_it(name, statement, match):
                    found[exclusive if beyond else inclusive] = value(match["bound"])
                    break
        if not found.keys() & {"minimum", "exclusiveMinimum"}:
            if (above := _ABOVE_ZERO.search(statement)) and not _NOT.search(
                statement[: above.start()]
            ):
                found["exclusiveMinimum"] = 0.0
            elif _FROM_ZERO.search(statement):
                found["minimum"] = 0.0
    return _written(found, integer=integer)


def _written(found: dict[str, float], *, integer: bool) -> JsonObject:
    """Return the bounds as a schema of the type has them; none where they hold nothing."""
    if integer:
        found = dict(_whole(key, bound) for key, bound in found.items())
    low = found.get("minimum", found.get("exclusiveMinimum", -math.inf))
    high = found.get("maximum", found.get("exclusiveMaximum", math.inf))
    return {key: plain(bound) for key, bound in found.items()} if low < high else {}


def _whole(key: str, bound: float) -> tuple[str, float]:
    """Return an integer's bound: the nearest integer that it allows."""
    match key:
        case "minimum":
            return key, math.ceil(bound) + 0.0
        case "maximum":
            return key, math.floor(bound) + 0.0
        case "exclusiveMinimum":
            return "minimum", math.floor(bound) + 1.0
        case _:
            return "maximum", math.ceil(bound) - 1.0


def _interval(statement: str) -> dict[str, float]:
    if signs := _BETWEEN_SIGNS.search(statement):
        return {
            "minimum" if signs["from"] in _OR_EQUAL else "exclusiveMinimum": value(signs["low"]),
            "maximum" if signs["until"] in _OR_EQUAL else "exclusiveMaximum": value(signs["high"]),
        }  # fmt: skip
    found = _INTERVAL.search(statement)
    if found is None or aimed(statement[found.end() :]):
        return {}
    if (found["open"], found["close"]) == ("(", ")") and not _OF_INTERVAL.search(
        statement[: found.start()]
    ):
        # `(3, 4)` may be a pair.
        return {}
    result: dict[str, float] = {}
    if found["low"][-1:].isdigit():
        result["minimum" if found["open"] == "[" else "exclusiveMinimum"] = value(found["low"])
    if found["high"][-1:].isdigit():
        result["maximum" if found["close"] == "]" else "exclusiveMaximum"] = value(found["high"])
    return result


def _range(name: str, statement: str) -> dict[str, float]:
    for rule in _RANGES:
        found = rule.search(statement)
        if found and _means_it(name, statement, found):
            return {"minimum": value(found["low"]), "maximum": value(found["high"])}
    return {}


def _means_it(name: str, statement: str, found: re.Match[str]) -> bool:
    """Return whether the number is one of this property's: its unit fits the name, and no `for` follows."""
    if aimed(statement[found.end() :]):
        return False
    words = [word.lower() for word in _WORD.findall(name)]
    for unit, rule in _NAMES.items():
        if found[unit]:
            if unit == "many" and _COUNTS.search(statement):
                return True
            if unit == "time" and bool({"ms", "milliseconds", "millis"} & set(words)) != (
                found[unit].lower().startswith(("ms", "milli", "毫"))
            ):
                return False
            if unit == "time" and _is_between(words, statement):
                return False
            return any(rule.fullmatch(word) for word in words)
    return True


def _is_between(words: list[str], statement: str) -> bool:
    """Return whether the property is a point in time, and the statement is about something else."""
    if not any(word in _POINTS for word in words):
        return False
    subject = _SUBJECT.match(statement)
    stated = {word.lower() for word in _WORD.findall(subject["words"])} if subject else set[str]()
    return bool(stated) and stated.isdisjoint(_OF_POINTS.union(words))


def steps(statement: str) -> JsonObject:
    """`a multiple of 16`, `in steps of 8`, `64 的倍数`."""
    found = _STEP.search(statement)
    if found is None or aimed(statement[found.end() :]) or _NOT.search(statement[: found.start()]):
        return {}
    step = value(found["step"] or found["chinese"] or found["stride"])
    return {"multipleOf": plain(step)} if step > 1 and step.is_integer() else {}
