"""A description cut into statements, and which of them hold without a condition.

Only what is certain becomes a keyword, because a client refuses whatever a keyword forbids. So a
statement about one model, one mode, several members together, a recommendation or an example stays
text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Collection

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
FOR: Final = (
    r"\b(?:for|with|in|on)\s+(?!(?:range|pixels?|seconds?|milliseconds?|length|size|"
    r"total|characters?|steps?|increments?)\b)"
)
# "up to 10 for turbo" is about turbo; what a number is good for does not stand behind it.
_AIMED: Final = re.compile(
    rf"^[^.。,\uff0c;\n]*?{FOR}|^[^。,\uff0c\n]*?(?:时|模式下|模型)", re.IGNORECASE
)
_CLAUSE: Final = re.compile(r"(?<!\d)[,\uff0c]|[,\uff0c](?!\d)|[;\uff1b()\uff08\uff09]")
_CASE_BEHIND: Final = re.compile(
    rf"\s*(?:{FOR}|\b(?:when|if)\s).*|(?:时|模式下|模型).*", re.IGNORECASE
)
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_LINK: Final = re.compile(r"(?:or|and|but|also)\b\s*", re.IGNORECASE)
# Several members together: `end - start`, `the sum of both`, `greater than start`.
_OPERAND: Final = r"[`'\"]?[A-Za-z_]\w*[`'\"]?"
_PREDICATE: Final = (
    r"(?:(?:must|should|shall|can|cannot|may|has|needs|is|are|ranges?|between|at\s+(?:least|most)"
    r"|up\s+to)\b|[<>≤≥=:\uff1a]|必须|不能|应|需|在)"
)
_SIGN: Final = r"[-+*/\u00d7\u2212]"
_NO_OPERAND: Final = r"(?!(?:it|this|the|an?|ranges?|values?|options?|defaults?|min|max|one)\b)"
_TOGETHER: Final = re.compile(
    rf"{_OPERAND}\s+{_SIGN}\s+{_NO_OPERAND}{_OPERAND}\s*{_PREDICATE}"
    rf"|\(\s*{_OPERAND}\s+{_SIGN}\s+{_OPERAND}\s*\)"
    rf"|[<>≤≥]=?\s*[A-Za-z_]\w*\s*{_SIGN}\s*[A-Za-z_]"
    r"|\b(?:differences?|gap|distance|sum|product)\s+(?:between|of|from)\b|\bapart\b"
    r"|\b(?:minus|divided\s+by|multiplied\s+by)\b"
    r"|\b(?:greater|larger|bigger|higher|later|longer|more|less|smaller|lower|earlier|shorter)"
    r"\s+than\s+(?!or\b)(?:the\s+)?[`'\"]?[A-Za-z_]"
    r"|之差|之和|之比|乘积|差值|相差|减去|相加|相乘",
    re.IGNORECASE,
)
# A model, mode or version before a colon, or a list of them: what follows is about these alone.
_CASE: Final = re.compile(
    r"(?:models?\s+|modes?\s+|versions?\s+|模型|模式|版本)?"
    r"[`'\"]?[A-Za-z][\w.+-]*[`'\"]?"
    r"(?:\s*(?:[,/、&\uff0c]|\band\b|\bor\b|和|与|或)\s*[`'\"]?[A-Za-z][\w.+-]*[`'\"]?)*"
    r"(?:\s+(?:models?|modes?|versions?)|\s*(?:模型|模式|版本))?",
    re.IGNORECASE,
)
_LIKE_AN_ID: Final = re.compile(r"(?:.*[\s`'\"])?(?:[a-z]\w*\d|\w+[-_.]\w).*", re.IGNORECASE)
_NO_CASE: Final = re.compile(
    r"tips?|hints?|warnings?|important|details?|usages?|examples?|descriptions?|units?|meanings?",
    re.IGNORECASE,
)
_NAMES: Final = rf"{_OPERAND}(?:\s*(?:[,&/、]|\band\b|\bor\b|和|与)\s*{_OPERAND})*"
_SUBJECT: Final = re.compile(
    rf"(?:(?:the|both|either)\s+)?(?P<names>{_NAMES})\s*{_PREDICATE}"
    r"|[-\d.,]+\s*[<≤]=?\s*(?P<name>[A-Za-z_]\w*)\s*[<≤]",
    re.IGNORECASE,
)
_DIFFERENCE: Final = re.compile(
    rf"[`'\"]?(?P<left>[A-Za-z_]\w*)[`'\"]?-[`'\"]?(?P<right>[A-Za-z_]\w*)[`'\"]?\s*{_PREDICATE}"
)
_ASIDE: Final = re.compile(
    r"\((?:recommended|optional)\)|[\uff08(](?:推荐|可选)[\uff09)]", re.IGNORECASE
)


@frozen
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
    """Return the statements of a description, in order."""
    lines = [_line(line) for line in description.split("\n")]
    cases = _cases([sentence for body, _ in lines for sentence in _sentences(body)])
    found: list[Statement] = []
    # What a heading says of the items below it, and of the lines below it.
    of_items = of_lines = False
    is_first = True
    for number, (body, item) in enumerate(lines):
        if not body:
            # An empty line between a heading and its list does not part them.
            of_lines = of_lines and is_first
            continue
        is_heading = not item and body.endswith((":", "\uff1a"))
        of_items = of_items and item
        of_lines = of_lines and not is_heading
        is_first = is_heading
        conditional = of_items or of_lines or (item and _is_about_one(body))
        for sentence in _sentences(body):
            # What stands behind `turbo: ...` on a line is about turbo, too.
            conditional = conditional or _label(sentence) in cases
            plain = _WHEN_ABSENT.sub(" ", _ASIDE.sub("", sentence)).strip()
            if plain:
                narrowed = bool(_CONDITION.search(plain) or _TOGETHER.search(plain))
                found.append(Statement(plain, conditional or narrowed, item, number))
        if is_heading:
            of_lines = _label(body) in cases
            of_items = of_lines or bool(_CONDITION.search(body)) or body[:4].lower() == "for "
    return found


def is_about_others(name: str, statement: str, beside: Collection[str]) -> bool:
    """Return whether what one member's description states begins with others: `end must be at most 60`."""
    between = _DIFFERENCE.match(statement)
    if between is not None and {between["left"], between["right"]} <= {name, *beside}:
        return True
    subject = _SUBJECT.match(statement)
    if subject is None:
        return False
    names = set(_WORD.findall(subject["names"] or subject["name"]))
    own = {name, f"{name}s", name.removesuffix("s")}
    return not names.isdisjoint(beside) and names.isdisjoint(own)


def exceptions(found: list[Statement]) -> list[str]:
    """Return the clauses about some cases only, without these cases: `up to 10` of `up to 10 for turbo`."""
    clauses = [
        (statement.conditional, clause.strip())
        for statement in found
        for clause in _CLAUSE.split(statement.text)
    ]
    plain = [(given, stated, _CASE_BEHIND.sub("", stated)) for given, stated in clauses]
    return [
        _LINK.sub("", rest, count=1)
        for given, stated, rest in plain
        if rest and (given or rest != stated)
    ]


def _line(line: str) -> tuple[str, bool]:
    """Return what a line says, without its bullet, and whether it has one."""
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line.strip()
    return body.replace("**", "").replace("__", ""), bullet is not None


def _is_about_one(body: str) -> bool:
    """Return whether an item of a list begins with what it is about."""
    labelled = _LABELLED.fullmatch(body)
    return bool(
        labelled and labelled["rest"] and not _OWN_LABEL.fullmatch(labelled["label"].strip())
    )


def _cases(sentences: list[str]) -> set[str]:
    """Return the labels that name a model, a mode or a version.

    One that looks like an id does. A plain word may say what the property is; of several, each names
    a case.
    """
    labels = {label for sentence in sentences if (label := _label(sentence))}
    return labels if len(labels) > 1 else {label for label in labels if _LIKE_AN_ID.match(label)}


def _label(sentence: str) -> str:
    """Return what stands before a sentence's colon, where it may name a case."""
    labelled = _LABELLED.fullmatch(sentence)
    label = labelled["label"].strip() if labelled else ""
    if not _CASE.fullmatch(label) or _OWN_LABEL.fullmatch(label) or _NO_CASE.fullmatch(label):
        return ""
    return label.lower()


def aimed(after: str) -> bool:
    """Return whether what follows a statement's number narrows it: `… for turbo`."""
    return _AIMED.match(after) is not None


def _sentences(line: str) -> list[str]:
    """Return the sentences of a line, without their full stops."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(line):
        if _ABBREVIATION.search(line, max(0, end.start() - 8), end.start()):
            continue
        found.append(line[start : end.start()])
        start = end.end()
    found.append(line[start:])
    return [sentence.strip() for sentence in found]
