"""HTML and MDX inside Markdown, as Markdown."""

from __future__ import annotations

import re
import sys
from html import escape
from html.entities import html5
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from markdownify import markdownify

from scripts.specs.normalize.text.html_tags import attribute, tags
from scripts.specs.normalize.text.invisible_characters import visible
from scripts.specs.normalize.text.markdown_code import RESERVED, span

if TYPE_CHECKING:
    from scripts.specs.normalize.text.html_tags import Tag
    from scripts.specs.normalize.text.markdown_code import Code

# A library turns these into Markdown, with all that is in them.
_CONVERTED: Final = frozenset({
    "a", "b", "blockquote", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "ol",
    "pre", "s", "strike", "strong", "table", "tt", "ul",
})  # fmt: skip
# Their content is no text.
_MUTE: Final = frozenset({"script", "style", "svg", "iframe"})
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "figure",
    "figcaption", "footer", "form", "header", "hr", "li", "main", "nav", "p", "section", "table",
    "tr",
})  # fmt: skip
_TITLED: Final = frozenset(
    {"Accordion", "Card", "Expandable", "Frame", "Step", "Tab", "TabItem", "Tile", "Update"}
)
_FIELDS: Final = frozenset({"ParamField", "ResponseField"})
_COMMENT: Final = re.compile(r"<!--(?:(?!-->)[\s\S])*-->|\{\s*/\*(?:(?!\*/)[\s\S])*\*/\s*\}")
_MODULE: Final = re.compile(
    r"^(?:import\s+(?:[\w*{][^\n;]{0,300}\s+from\s+)?['\"][^'\"\n]+['\"]|"
    r"export\s+(?:const|let|var|default|function)\b[^\n]*[({=;][^\n]*);?[ ]*$\n?",
    re.MULTILINE,
)
_ADMONITION: Final = re.compile(
    r"^[ ]{0,3}:{3,}(?:[ ]*[\w-]+)?[ ]*(?:\[(?P<title>[^\]\n]*)\]|(?P<rest>[^\n\[{]*))?(?:\{[^\n}]*\})?$",
    re.MULTILINE,
)
_AMPERSANDS: Final = re.compile(r"&(?:(?:amp|#0{0,5}38|#x0{0,4}26);)+", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
# Angle brackets that were written as entities: never part of a tag.
_LESS: Final = "\ue002"
_MORE: Final = "\ue003"
_AUTOLINK: Final = re.compile(
    r"(?<!\\)<((?:https?://|mailto:)[^\s<>]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,253})>"
)
_PLACEHOLDER: Final = re.compile(
    rf"(?<![\\`<{_LESS}])(?P<word>(?<![\w`\ue001])\w{{0,60}})[<{_LESS}]"
    rf"(?P<name>/?[A-Za-z][^<>{_LESS}{_MORE}\n`\ue000\ue001]{{0,120}})[>{_MORE}]"
    rf"(?![`>{_MORE}])"
)
# What CommonMark would take for HTML, with the backslashes before it.
_OPENING: Final = re.compile(r"(?<!\\)(\\*)<(?=/?[A-Za-z][A-Za-z0-9-]*(?:[\s/>]|$)|[!?])")
_OUTSET: Final = re.compile(r"^ +(?=\S)(?![-*+>]\s|\d+[.)]\s)", re.MULTILINE)
_MEANINGLESS_ALT: Final = re.compile(
    r"\s*(?:[\w.-]*|[\w -]+\.(?:png|jpe?g|gif|svg|webp))\s*", re.ASCII | re.IGNORECASE
)


def as_markdown(text: str, code: Code) -> str:
    """Return the text without HTML, MDX or entities. Code has been taken out of it."""
    text = _COMMENT.sub("", text)
    text = _MODULE.sub("", text)
    text = _ADMONITION.sub(lambda found: (found["title"] or found["rest"] or "").strip(), text)
    text = _entities(text)
    text = _AUTOLINK.sub(lambda found: found[1].removeprefix("mailto:"), text)
    text = _without_tags(text, code)
    text = _PLACEHOLDER.sub(lambda found: _shown(found, code), text)
    text = text.replace(_LESS, "<").replace(_MORE, ">")
    return bracketed(text)


def bracketed(text: str) -> str:
    """Return the text with a backslash before each bracket that would open HTML."""
    return _OPENING.sub(lambda found: f"{found[1]}{'' if len(found[1]) % 2 else chr(92)}<", text)


def meaningful_alt(alt: str) -> str:
    """Return an image's alternative text, if it says more than that there is one."""
    return "" if _MEANINGLESS_ALT.fullmatch(alt) else alt.strip()


def _shown(found: re.Match[str], code: Code) -> str:
    """`<your key>` in backticks, which both a reader of Markdown and one of raw text understand."""
    return code.keep(span(f"{found['word']}<{found['name']}>"))


def _entities(text: str) -> str:
    return _ENTITY.sub(_character, _AMPERSANDS.sub("&", text))


def _character(found: re.Match[str]) -> str:
    if found[3]:
        character = html5.get(found[3] + ";", found[0])
    else:
        number = int(found[1]) if found[1] else int(found[2], 16)
        # The first of the private characters are marks of ours.
        character = (
            chr(number) if number <= sys.maxunicode and not RESERVED.match(chr(number)) else ""
        )
    character = visible(character)
    return {"<": _LESS, ">": _MORE, "`": "'", "\\": "\\\\"}.get(character, character)


def _without_tags(text: str, code: Code) -> str:
    found = tags(text)
    if any(tag.component for tag in found):
        # What stands inside a component is indented for looks, not to be code.
        text = _OUTSET.sub("", text)
        found = tags(text)
    result: list[str] = []
    done = 0
    skip_to = -1
    for index, tag in enumerate(found):
        if index <= skip_to:
            continue
        result.append(text[done : tag.start])
        done = tag.end
        name = tag.name.lower()
        if tag.partner is not None and (name in _MUTE or name in _CONVERTED):
            last = found[tag.partner]
            if name not in _MUTE:
                result.append(_converted(text, found[index : tag.partner + 1], code))
            done, skip_to = last.end, tag.partner
        else:
            after = found[index + 1] if index + 1 < len(found) else None
            result.append(_replaced(tag, text[tag.end : after.start] if after else "-", after))
    return "".join([*result, text[done:]])


def _replaced(tag: Tag, between: str, after: Tag | None) -> str:
    """Return what stands for one tag that only frames its content."""
    name = tag.name.lower()
    if name == "br":
        return "\n"
    if name == "img":
        return meaningful_alt(attribute(tag, "alt"))
    if name == "summary":
        return "\n**" if not tag.closing else "**\n\n"
    if tag.component:
        if tag.closing or tag.alone:
            parted = not between.strip() and after is not None and not after.closing
            return _heading(tag) + ("\n\n" if parted else "")
        return _heading(tag)
    return "\n\n" if name in _BLOCKS else ""


def _heading(tag: Tag) -> str:
    """Return the words of a component's attributes that its readers see."""
    if tag.closing:
        return ""
    if tag.name in _FIELDS:
        name = attribute(tag, "path", "query", "body", "header", "name")
        return f"{span(name)} " if name else ""
    title = attribute(tag, "title", "label") if tag.name in _TITLED else ""
    target = attribute(tag, "href") if tag.name in _TITLED else ""
    if title and target.startswith(("https://", "http://")):
        return f"[{title}]({target})\n\n"
    return f"**{title}**\n\n" if title else ""


def _converted(text: str, part: list[Tag], code: Code) -> str:
    """Return one HTML element, with all that is in it, as a library writes it in Markdown."""
    pieces: list[str] = []
    done = part[0].start
    tabular = any(tag.name.lower() == "table" for tag in part)
    for tag in part:
        pieces += [_escaped(text[done : tag.start], tabular=tabular), _kept(tag)]
        done = tag.end
    if part[0].name.lower() in {"code", "tt", "pre"}:
        return _code(part, text, code)
    written: str = markdownify(
        "".join(pieces), heading_style="ATX", bullets="-", escape_asterisks=False,
        escape_underscores=False, escape_misc=False, autolinks=False,
    )  # fmt: skip
    if part[0].name.lower() in {"a", "b", "strong", "i", "em", "del", "s", "strike"}:
        return written
    return f"\n\n{written.strip()}\n\n"


def _code(part: list[Tag], text: str, code: Code) -> str:
    content = "".join(text[before.end : after.start] for before, after in pairwise(part))
    content = code.put_back(content.replace(_LESS, "<").replace(_MORE, ">"))
    if part[0].name.lower() != "pre":
        flat = " ".join(content.split())
        return code.keep(span(flat)) if flat else ""
    lines = content.strip("\n")
    ticks = "`" * max(3, len(max(re.findall(r"`+", lines), key=len, default="")) + 1)
    return "\n\n" + code.keep(f"{ticks}\n{lines}\n{ticks}") + "\n\n"


def _escaped(text: str, *, tabular: bool) -> str:
    written = escape(text, quote=False)
    return written.replace("|", "\\|") if tabular else written


def _kept(tag: Tag) -> str:
    """Return the tag as the library reads it: a component's only for its words."""
    if tag.component or tag.name.lower() in _MUTE:
        return escape(_heading(tag).strip())
    if tag.closing:
        return f"</{tag.name.lower()}>"
    if tag.name.lower() == "img":
        return escape(meaningful_alt(attribute(tag, "alt")))
    target = attribute(tag, "href")
    written = f' href="{escape(target)}"' if target else ""
    return f"<{tag.name.lower()}{written}>"
