"""Tags of HTML and MDX in a text, and not what is only written like one."""

from __future__ import annotations

import re
from typing import Final

from attrs import define

# In Markdown, `<uuid>` is how a page says "your own here"; only these names are HTML's.
_HTML: Final = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div",
    "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hr", "html", "i", "iframe", "img", "ins", "kbd", "li", "main", "mark", "nav",
    "ol", "p", "pre", "q", "s", "samp", "script", "section", "small", "span", "strike", "strong",
    "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "u", "ul", "wbr",
})  # fmt: skip
# Names that pages also use for what belongs in their place: a tag only where it acts like one.
_EITHER: Final = frozenset({
    "audio", "base", "body", "button", "canvas", "data", "embed", "fieldset", "form", "input",
    "label", "legend", "link", "map", "meta", "object", "option", "output", "param", "path",
    "picture", "progress", "select", "source", "template", "text", "textarea", "time", "title",
    "track", "var", "video",
})  # fmt: skip
_VALUE: Final = (
    r"(?:\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'|\{(?:[^{}<]|\{[^{}<]{0,500}\}){0,500}\}"
    r"|[^\s\"'=<>`{}]{1,500})"
)
_ATTRIBUTE: Final = re.compile(
    rf"\s*(?:(?P<name>[A-Za-z_:@][\w.:-]{{0,80}})(?:\s{{0,9}}=\s{{0,9}}"
    rf"(?P<value>{_VALUE}))?|\{{\.\.\.[^{{}}<]{{0,200}}\}})"
)
_START: Final = re.compile(
    r"(?<!\\)<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,40}(?:[.-][A-Za-z0-9]{1,40}){0,4})(?=[\s/>{])"
)
_CLOSE: Final = re.compile(r"\s{0,200}(?P<alone>/?)>")
_CLOSING: Final = re.compile(r"</([A-Za-z][\w.-]{0,80})\s{0,20}>")


@define
class Tag:
    """One tag as it stands in the text."""

    start: int
    end: int
    name: str
    closing: bool
    alone: bool
    attributes: dict[str, str]
    # The index of the tag that closes it.
    partner: int | None = None

    @property
    def component(self) -> bool:
        """Whether it is MDX's, not HTML's."""
        return self.name[0].isupper() and self.name.lower() not in _HTML


def tags(text: str) -> list[Tag]:
    """Return the tags of a text, in order, each opening one with its partner."""
    closed = {found[1] for found in _CLOSING.finditer(text)}
    opened: set[str] = set()
    found: list[Tag] = []
    for start in _START.finditer(text):
        if found and start.start() < found[-1].end:
            continue
        tag = _tag(text, start)
        if tag is None:
            continue
        if tag.closing:
            if tag.name not in opened and tag.name.lower() not in _HTML and not tag.component:
                continue
        elif not _acts_like_one(tag, closed):
            continue
        opened.add(tag.name)
        found.append(tag)
    _pair(found)
    return found


def _tag(text: str, start: re.Match[str]) -> Tag | None:
    place = start.end()
    attributes: dict[str, str] = {}
    for _ in range(100):
        attribute = _ATTRIBUTE.match(text, place)
        if attribute is None or start["end"]:
            break
        place = attribute.end()
        if attribute["name"]:
            attributes[attribute["name"].lower()] = attribute["value"] or ""
    close = _CLOSE.match(text, place)
    if close is None:
        return None
    return Tag(
        start.start(),
        close.end(),
        start["name"],
        bool(start["end"]),
        bool(close["alone"]),
        attributes,
    )


def _acts_like_one(tag: Tag, closed: set[str]) -> bool:
    bare = bool(tag.attributes) and not any(tag.attributes.values())
    acts = tag.alone or tag.name in closed or any(tag.attributes.values())
    if tag.name.lower() in _HTML:
        return acts or not bare
    if tag.name.lower() in _EITHER or tag.name[0].isupper() or "-" in tag.name or "." in tag.name:
        return acts
    # A made-up name in lower case: its author's element, if it is closed again.
    return tag.name in closed


def _pair(found: list[Tag]) -> None:
    waiting: dict[str, list[int]] = {}
    for index, tag in enumerate(found):
        name = tag.name.lower()
        if tag.closing:
            if stack := waiting.get(name):
                found[stack.pop()].partner = index
        elif not tag.alone:
            waiting.setdefault(name, []).append(index)


def attribute(tag: Tag, *names: str) -> str:
    """Return the text of the first of these attributes that has some."""
    for name in names:
        written = tag.attributes.get(name, "")
        if written[:1] == "{":
            written = written[1:-1].strip()
        if written[:1] in {'"', "'", "`"} and written[-1:] == written[:1]:
            written = written[1:-1]
        if written and not written.startswith(("{", "<")):
            return " ".join(written.split())
    return ""
