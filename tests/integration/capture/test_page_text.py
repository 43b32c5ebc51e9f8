"""HTML as text: the layout, and that a rendered page reads as the page itself."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from scripts.capture.contents import UnexpectedPageError, text_of
from scripts.capture.html_ends import with_ends
from scripts.capture.page_text import page_text
from scripts.capture.sources import PageSource
from scripts.capture.web import PageResponse
from scripts.specs.build import read
from scripts.specs.json_types import obj, operations
from tests.helpers.capture_project import Project
from tests.helpers.paths import HELPERS, SPECS
from tests.helpers.web_site import Reply, Site
from tests.helpers.written_pages import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = HELPERS / "site_pages"
SEED = SPECS / "useapi" / "pages" / "useapi-runwayml-gen2-extend.txt"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h1>One\n  <b>two</b></h1>", "One two\n"),
        ("<p>One<p>Two", "One\n\nTwo\n"),
        ("<p>One<br>two<br/><br>three</p>", "One\ntwo\n\nthree\n"),
        ("<p>a</p><h2>B</h2><pre>c</pre>", "a\n\nB\nc\n"),
        ("<pre>\n{\n  a:\t1,\n\n}\n\n</pre>", "{\n  a:\t1,\n\n}\n"),
        ("<pre><span class=lineno>1</span><b>x</b> y</pre>", "x y\n"),
        ("<ul><li>a<li>b</ul>", "  • a\n  • b\n"),
        ("<ul><li><p>a<p>more<li><p>b</ul>", "  • a\n\n    more\n\n  • b\n"),
        ("<ol start=3><li>a<li>a</ol><ol><li>c</ol>", "  3. a\n  4. a\n  1. c\n"),
        (
            "<ul><li>a<ol><li>b<pre>c\nd</pre></ol><li>e</ul>",
            "  • a\n    1. b\n      c\n      d\n  • e\n",
        ),
        ("<ol start=x><li>a</ol><ol start=" + "9" * 5_000 + "><li>b</ol>", "  1. a\n  1. b\n"),
        ("<ul><li>a<pre>x\n  y</pre></ul>z", "  • a\n    x\n      y\nz\n"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a | b\n1 | 2\n"),
        ("<table><tr><td><p>a</p><td>b</table>", "a\n\nb\n"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "a\nb\nc\n"),
        ("<p>a&nbsp;&lt;b&gt; &amp; c &raquo; &#8230;</p>", "a <b> & c » …\n"),
        ("<p>a<!-- b --> c</p><script>d</script><style>e</style>", "a c\n"),
        ("<p>a <span hidden>b</span><i aria-hidden=true>c</i>d</p>", "a d\n"),
        ("<nav>a</nav><main><header>b</header><p>c</main><footer>d</footer>", "c\n"),
        ("<div role=main>a</div><p>b</p>", "a\n"),
        ("<body>a</p>b</body>", "ab\n"),
        ("", ""),
        ("<main> <p> </p> </main>", ""),
    ],
)
def test_a_piece_of_html_is_laid_out(markup: str, text: str) -> None:
    assert page_text(markup) == text


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a<ul><li>b</ul>c</p>", "<p>a</p><ul><li>b</li></ul>c"),
        (
            "<ul><li>a<ul><li>b</ul><li>c</ul>",
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        ),
        (
            "<table><thead><tr><th>a<tbody><tr><td>b</table>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        ),
        ("<p>a<b>c<p>d", "<p>a<b>c</p><p>d</p>"),
        ("<li>a&amp;&#233;<br/><!-- x --></li>", "<li>a&amp;&#233;<br/></li>"),
    ],
)
def test_the_ends_that_were_left_out_are_put_in(given: str, whole: str) -> None:
    assert with_ends(given) == whole


def test_the_html_of_an_invented_page_reads_as_its_text(tmp_path: Path, site: Site) -> None:
    text = PAGES / "post-paint-mix.txt"
    headers = {"Content-Type": "text/html; charset=utf-8"}
    markup = (PAGES / "post-paint-mix.html").read_bytes()
    address = site.gives("/docs/post-paint-mix", Reply(markup, headers=headers))
    project = Project(tmp_path)
    project.lists("paint", **{"post-paint-mix_txt": address})
    file = project.root / "specs" / "paint" / "provider.yaml"
    file.write_text(file.read_text().replace("markdown", "html"), encoding="utf-8")
    assert project.capture()["post-paint-mix.txt"].outcome == "new"
    captured = project.folders.captured("paint", "post-paint-mix.txt")
    given, wanted = read([captured]), read([text])
    assert given.text == wanted.text
    path, method, operation = next(operations(given.document))
    assert (path, method) == ("/v1/paint/mix", "post")
    assert list(obj(operation["responses"])) == ["200", "429"]


@pytest.mark.parametrize(
    ("markup", "content_type", "reason"),
    [
        ("<div>" * 5_000 + "x", "text/html", "expected a page of fewer levels"),
        ("<div id=app></div><script src=x.js></script>", "text/html", "a reader recognises"),
        ("<h1>Not found</h1><p>Sorry.", "text/html", "a reader recognises"),
        ("# Markdown", "text/markdown", "expected HTML, the response is text/markdown"),
        ("plain", "", "expected HTML, the response is of no stated type"),
    ],
)
def test_html_that_is_no_page_is_refused(markup: str, content_type: str, reason: str) -> None:
    source = PageSource("page.txt", "html", "https://docs.example.com/page")
    headers = {"content-type": content_type} if content_type else {}
    with pytest.raises(UnexpectedPageError, match=reason):
        text_of(
            source, PageResponse("https://docs.example.com/page", 200, headers, markup.encode())
        )


@pytest.mark.parametrize("squeezed", [False, True])
def test_the_html_of_the_real_page_reads_as_the_page(tmp_path: Path, *, squeezed: bool) -> None:
    markup = html_of(SEED.read_text(encoding="utf-8"))
    if squeezed:
        markup = re.sub(r"</(li|p)>", "", markup)
    text = page_text(markup)
    assert "<" not in text.partition("Model")[2].partition("Examples")[0]
    given, wanted = read([write(tmp_path, SEED.name, text)]), read([SEED])
    assert given.text == wanted.text


def html_of(text: str) -> str:
    """The page that a static site generator makes of a page's text: headings, lists, code."""
    lines = text.rstrip("\n").split("\n")
    contents = lines.index("Table of contents")
    names = [match[1] for line in lines if (match := re.fullmatch(r"  \d\. (.*)", line))]
    first = lines.index(names[0])
    listed = "".join(f"<li><a href='#'>{name}</a></li>" for name in names)
    prose = "".join(
        f"<p>{html.escape(line)}</p>"
        for line in lines[contents + 1 : first]
        if line and line.lstrip()[3:] not in names
    )
    body = [f"<h1>{html.escape(lines[0])}</h1>"]
    body.append(f"<details><summary>Table of contents</summary><ol>{listed}</ol></details>{prose}")
    section: list[str] = []
    for line in [*lines[first:], names[0]]:
        if line in names:
            body.append("".join(_section(section)))
            body.append(f"<h2 id='x'><a class='anchor-heading'>#</a> {line} </h2>")
            section = []
        else:
            section.append(line)
    main = "\n".join(body[:-1])
    return f"<html><body><nav><ul><li>Menu</ul></nav><main>{main}</main></body></html>"


def _section(lines: list[str]) -> Iterator[str]:
    """A sample before the list, then the list's items, each with what is indented below it."""
    marks = [index for index, line in enumerate(lines) if line.startswith("  • ")]
    before = lines[: marks[0]] if marks else lines
    if any(before):
        yield _code(before)
    if marks:
        yield "<ul>"
        for start, end in zip(marks, [*marks[1:], len(lines)], strict=True):
            yield f"<li>{''.join(_blocks([line[4:] for line in lines[start:end]]))}</li>\n"
        yield "</ul>"


def _blocks(lines: list[str]) -> Iterator[str]:
    """An item's paragraphs, numbered points and code."""
    if not re.match(r"[A-Za-z]+ (is|are) |\d{3} ", lines[0]):
        yield _code(lines)
        return
    at_line = 0
    while at_line < len(lines):
        line = lines[at_line]
        end = at_line + 1
        if line == "{":
            end = lines.index("}", at_line) + 1
            yield f"<div class='highlight'>{_code(lines[at_line:end])}</div>"
        elif numbered := re.fullmatch(r"\d\. (.*)", line):
            yield f"<ol>\n<li>{html.escape(numbered[1])}</li>\n</ol>"
        elif line.strip():
            while end < len(lines) and lines[end].strip():
                end += 1
            shown = (html.escape(part) for part in lines[at_line:end])
            yield f"<p>{'<br />'.join(shown)}</p>\n"
        at_line = end


def _code(lines: list[str]) -> str:
    return f"<pre><code>{html.escape(chr(10).join(lines))}\n</code></pre>"
