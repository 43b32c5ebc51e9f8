"""A description cut into statements, and which of them hold without a condition.

Only what is certain becomes a keyword, because a client refuses whatever a keyword forbids. So a
statement about one model, one mode, a recommendation or an example stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"\s*(?:[-*+•●○◦·](?=\s)|\d{1,3}[.)](?=\s))\s*")
# A full stop ends a statement before white space only: 0.5, v1.5, e.g. a,b.
_END: Final = re.compile(r"(?<![.…])\.(?=\s|$)|[。\uff01\uff1f!?;\uff1b](?=\s|$|[^\x00-\x7f])")
_ABBREVIATION: Final = re.compile(r"\b(?:e\.g|i\.e|etc|approx|max|min|vs|no)$", re.IGNORECASE)
# `Range: 1-10` says something itself; `turbo: 1-10` says it about turbo.
_OWN_LABEL: Final = re.compile(
    r"(?:(?:the|valid|supported|allowed|accepted|available|possible|optional|permitted)\s+)*"
    r"(?:ranges?|values?|options?|limits?|limited to|defaults?(?:\s+value)?|one of|notes?|size|"
    r"(?:min|max)(?:imum|\.)?(?:\s+(?:value|length|items|characters|prompt length|text length))?|"
    r"(?:character |length )(?:limit|range)|length|format|type|required|optional)"
    r"|.{0,12}(?:默认|取值|枚举|可选|范围|最大|最小|最高|最低|最长|最短|长度|注\d?|限制|支持).{0,8}",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"(?P<label>[^:\uff1a\n]{1,60})[:\uff1a](?!\d)\s*(?P<rest>\S.*)?")
# What takes effect when a value is absent is what `default` means: no condition.
_WHEN_ABSENT: Final = re.compile(
    r"[,\uff0c]?\s*\b(?:if|when)\s+(?:it\s+is\s+|this\s+is\s+|left\s+)?"
    r"(?:(?:not|un)[\s-]?(?:provided|specified|set|given|supplied|passed|present)|omitted|empty|"
    r"absent|unset|missing)\b[,\uff0c]?"
    r"|(?:如果?)?(?:不传|不填|未指定|未填写|未传|不指定|为空)(?:时|则)?[,\uff0c]?",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"\b(?:when|whenever|if|unless|while|depend(?:s|ing|ent)?|otherwise|except|where|"
    r"in\s+case|only|models?\b(?=[^.]{0,30}\b(?:supports?|allows?|accepts?))|"
    r"with\s+(?:the\s+)?(?:model|mode|version)|varies|vary|differs?|plans?|subscri\w+|"
    r"recommend(?:ed|s|ation)?|suggest(?:ed|s)?|prefer(?:red|ably)?|ideal(?:ly)?|optimal(?:ly)?|"
    r"best|better|typical(?:ly)?|usual(?:ly)?|generally|normally|often|sometimes|about|around|"
    r"approximately|roughly|"
    r"e\.g|for\s+(?:example|instance)|examples?|such\s+as|like|"
    r"takes?|lasts?|costs?|charged|expires?|retries|retr(?:y|ied)|previously|formerly|deprecated|"
    r"each|every|per|combined|total|sum|together|beyond|above|below\b(?=[^.]{0,20}\bmay)|credits?|consumes?)\b"
    r"|\b(?:not\s+(?:between|from|in|within|one|be|a|an|the)|used\s+to|no\s+longer|never|avoid|cannot\s+be)\b"
    r"|不在|不能为|不可为"
    r"|^\s*(?:for|with|in|on|using)\s(?!(?:the\s+)?(?:range|interval)\b)"
    r"|当|如果|如需|假如|若|仅|只有|建议|推荐|通常|一般|例如|比如|示例|依据|取决|除非|对于|视.{1,8}而定"
    r"|每|总|合计|共|版本|模型[^,\uff0c。]{0,12}(?:支持|可选|为)|效果|最佳|左右|大约|约|费|消耗|积分",
    re.IGNORECASE,
)
# "up to 10 for turbo" is about turbo; what a number is good for does not stand behind it.
_AIMED: Final = re.compile(
    r"^[^.。,\uff0c;\n]*?\b(?:for|with|in|on)\s+(?!(?:range|pixels?|seconds?|milliseconds?|length|size|"
    r"total|characters?|steps?|increments?)\b)"
    r"|^[^。,\uff0c\n]*?(?:时|模式下|模型)",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r"\((?:recommended|optional)\)|[\uff08(](?:推荐|可选)[\uff09)]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item, without its bullet."""

    text: str
    # It holds in some cases only, or is advice.
    conditional: bool
    # It stands in an item of a list.
    item: bool
    # The line of the description, from 0.
    line: int


def statements(description: str) -> list[Statement]:
    """The statements of a description, in order."""
    found: list[Statement] = []
    under_condition = False
    for number, line in enumerate(description.split("\n")):
        bullet = _BULLET.match(line)
        body = line[bullet.end() :] if bullet else line.strip()
        body = body.replace("**", "").replace("__", "")
        if not body:
            # An empty line between a heading and its list does not part them.
            continue
        if bullet is None:
            under_condition = False
        labelled = _LABELLED.fullmatch(body)
        about_one = bool(
            bullet
            and labelled
            and labelled["rest"]
            and not _OWN_LABEL.fullmatch(labelled["label"].strip())
        )
        for sentence in _sentences(body):
            plain = _WHEN_ABSENT.sub(" ", _ASIDE.sub("", sentence)).strip()
            if plain:
                conditional = under_condition or about_one or bool(_CONDITION.search(plain))
                found.append(Statement(plain, conditional, bullet is not None, number))
        if bullet is None and body.endswith((":", "\uff1a")):
            under_condition = bool(_CONDITION.search(body)) or body[:4].lower() == "for "
    return found


def aimed(after: str) -> bool:
    """Whether what follows a statement's number narrows it: `… for turbo`."""
    return _AIMED.match(after) is not None


def _sentences(line: str) -> list[str]:
    """The sentences of a line, without their full stops."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(line):
        if _ABBREVIATION.search(line, max(0, end.start() - 8), end.start()):
            continue
        found.append(line[start : end.start()])
        start = end.end()
    found.append(line[start:])
    return [sentence.strip() for sentence in found]
