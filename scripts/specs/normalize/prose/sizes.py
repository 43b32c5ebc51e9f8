"""Lengths of strings and sizes of arrays, as one statement gives them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.normalize.prose.statements import aimed

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

_COUNT: Final = r"(?P<count>\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?![.,]?\d)"
_LOW: Final = r"(?<![\w.])(?P<low>\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?!,?\d)"
_TO: Final = r"\s*(?:…|\.{2,3}|~|\uff5e|[-\u2013\u2014]|\bto\b|\band\b|至|到|和)\s*"
_CHARACTERS: Final = r"\s*-?\s*(?:(?:unicode|utf-8|latin|ascii|text)\s+)?(?:characters?|chars?)\b"
_ZI: Final = r"\s*个?(?:字符|汉字|字(?![节段母]))"
_AT_MOST: Final = (
    r"(?:\b(?:up to|at most|no more than|not more than|no longer than|fewer than or equal to|within|"
    r"limited to|limit(?: is| of)?:?|maximum(?: of| is)?:?|max\.?:?|max(?:imum)? length(?: is| of)?:?)\s+"
    r"|\b(?:cannot|can't|can not|must not|may not|should not|does not)\s+(?:exceed"
    r"|be longer than|be more than)\s+"
    r"|(?:<=|≤)\s*)"
)
_RANGES: Final = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"{_LOW}{_TO}{_COUNT}{_CHARACTERS}",
        rf"{_LOW}{_TO}{_COUNT}{_ZI}",
        (
            rf"(?:\blength(?:\s+(?:range|must be|is))?(?:\s+(?:of|from|between))?|长度(?:范围"
            rf"|限制)?(?:为|在|是)?)[:\uff1a]?\s*{_LOW}{_TO}{_COUNT}(?=\s*(?:$"
            rf"|[.,;)\uff0c。\uff1b]|之间))"
        ),
    )
)
_MAXIMA: Final = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        (
            rf"\bmax(?:imum)?\.?[\s_-]?(?:prompt\s+|text\s+|string\s+|character\s+)?length"
            rf"(?:\s+is|\s+of)?\s*[:=]?\s*{_COUNT}(?:{_CHARACTERS}|(?=\s*(?:$|[.,;)])))"
        ),
        rf"{_AT_MOST}{_COUNT}{_CHARACTERS}",
        rf"\b{_COUNT}{_CHARACTERS}\s+(?:max\b|maximum\b|or fewer\b|or less\b|limit\b)",
        (
            rf"(?:不[能得可应]?(?:超过|大于|多于)|不超出|最多(?:支持|为)?|最长(?:为|支持)?"
            rf"|以内[:\uff1a]?|上限(?:为|是)?|限制(?:为|在)?|最大(?:长度)?(?:为"
            rf"|是)?)[:\uff1a]?\s*{_COUNT}{_ZI}"
        ),
        rf"(?<![\d.,]){_COUNT}{_ZI}(?:以内|之内|内|以下)",
        (
            rf"(?:最大长度(?:不超过)?|长度(?:不[能得可]?超过|上限|最大|最长))(?:为"
            rf"|是)?\s*[:\uff1a]?\s*{_COUNT}(?=\s*(?:$|[.,;)\uff0c。\uff1b]))"
        ),
    )
)
_MINIMA: Final = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        (
            rf"\b(?:at least|minimum(?: of)?:?|min\.?:?|no fewer than|no less than"
            rf"|not less than)\s+{_COUNT}{_CHARACTERS}"
        ),
        (
            rf"\bmin(?:imum)?\.?[\s_-]?length(?:\s+is|\s+of)?\s*[:=]?\s*{_COUNT}"
            rf"(?:{_CHARACTERS}|(?=\s*(?:$|[.,;)])))"
        ),
        rf"(?:不少于|至少|最少|不低于|最短)(?:为)?\s*[:\uff1a]?\s*{_COUNT}{_ZI}",
    )
)
_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HOW_MANY: Final = rf"(?:\d{{1,9}}|{'|'.join(_WORDS)})"
_IMAGES: Final = r"image(?:s| urls?)?|pictures?|photos?|张(?:图片|图像|图|照片)?"
_THINGS: Final = (
    rf"(?P<thing>items?|elements?|entries|values?|urls?|links?|files?|videos?|tags?|prompts?|"
    rf"references?|ids?|strings?|messages?|{_IMAGES}|个元素|个(?:视频|文件|标签|链接)?|条)(?![A-Za-z])"
)
_ARRAY_RANGE: Final = re.compile(
    (
        rf"(?<![\w.])(?P<low>{_HOW_MANY})(?:\s*(?:…|\.{{2,3}}|[-~\uff5e\u2013]|至|到)\s*"
        rf"|\s+(?:to|and)\s+)(?P<high>{_HOW_MANY})\s*{_THINGS}"
    ),
    re.IGNORECASE,
)
_ARRAY_MAX: Final = re.compile(
    rf"(?:\b(?:up to|at most|no more than|not more than|maximum(?: of)?:?|max\.?:?"
    rf"|cannot exceed|must not exceed)\s+"
    rf"|最多(?:支持|传入|上传|可传|包含)?\s*|不[能得可]?超过\s*)(?P<high>{_HOW_MANY})\s*{_THINGS}",
    re.IGNORECASE,
)
_ARRAY_MIN: Final = re.compile(
    (
        rf"(?:\b(?:at least|minimum(?: of)?:?|min\.?:?)\s+|(?:至少|最少)(?:支持|传入|上传"
        rf"|包含)?\s*)(?P<low>{_HOW_MANY})\s*{_THINGS}"
    ),
    re.IGNORECASE,
)
# Things that any array may call its members.
_ANY_MEMBER: Final = frozenset(
    {"item", "element", "entry", "entrie", "value", "个", "个元素", "条"}
)
_PICTURED: Final = re.compile(r"image|img|pic|photo|file|url|frame|reference|mask", re.IGNORECASE)


def lengths(statement: str) -> JsonObject:
    """`Max length: 2000 characters`, `3-2000 characters`, `不超过2500个字符`."""
    for rule in _RANGES:
        if (found := rule.search(statement)) and not aimed(statement[found.end() :]):
            low, high = _count(found["low"]), _count(found["count"])
            return {"minLength": low, "maxLength": high} if low <= high else {}
    result: JsonObject = {}
    for key, rules in (("maxLength", _MAXIMA), ("minLength", _MINIMA)):
        for rule in rules:
            if (found := rule.search(statement)) and not aimed(statement[found.end() :]):
                result[key] = _count(found["count"])
                break
    return result


def _count(written: str) -> int:
    return int(written.replace(",", ""))


def items(name: str, statement: str) -> JsonObject:
    """`up to 3 images`, `1-4 items`, `最多4张图片`, where the things are what the array is called."""
    result: JsonObject = {}
    for rule in (_ARRAY_RANGE, _ARRAY_MAX, _ARRAY_MIN):
        found = rule.search(statement)
        if found is None or result or not _is_member(name, found["thing"].lower()):
            continue
        if aimed(statement[found.end() :]):
            continue
        given = found.groupdict()
        result |= {
            key: _how_many(given[group])
            for key, group in (("minItems", "low"), ("maxItems", "high"))
            if given.get(group)
        }
    return result


def _how_many(written: str) -> int:
    return int(written) if written.isdigit() else _WORDS.index(written.lower()) + 1


def _is_member(name: str, thing: str) -> bool:
    singular = thing.removesuffix("s")
    if singular in _ANY_MEMBER:
        return True
    if re.fullmatch(_IMAGES, thing):
        return _PICTURED.search(name) is not None
    return singular in name.lower()
