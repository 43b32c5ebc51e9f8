"""Descriptions as CommonMark: what goes, what stays, and that nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.normalize.text.descriptions import clean, clean_all
from tests.helpers.description_pieces import PIECES

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div> two", "one\n\ntwo"),
        ("a<br>b<BR />c", "a\nb\nc"),
        ("<b>x</b>, <strong>y</strong>, <i>z</i>, <em>w</em>", "**x**, **y**, *z*, *w*"),
        ("<h3>Title</h3>text", "### Title\n\ntext"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table>",
            "| A | B |\n| --- | --- |\n| 1 | x\\|y |",
        ),
        ("<details><summary>More</summary>text</details>", "**More**\n\ntext"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<code>a &lt;b&gt;</code>", "`a <b>`"),
        ("<code>a `b` c</code>", "``a `b` c``"),
        ('<a href="https://a.b/c?d=1&amp;e=2">t</a>', "[t](https://a.b/c?d=1&e=2)"),
        ('<a href="./page">t</a>, <a name="x"></a>u', "t, u"),
        ("<span style='color:red'>x</span><sup>2</sup>", "x2"),
        ("<!-- hidden -->x", "x"),
        ("<script>run()</script>x<style>p{}</style>", "x"),
        ('<font color="red">x</font> <center>y</center>', "x\n\ny"),
        (
            "a &amp; b &quot;c&quot; &#39;d&#39; &#x2014; &nbsp;e",
            "a & b \"c\" 'd' — e".replace("— e", "—  e"),
        ),
        ("&amp;lt;", "<"),
        ("R&D &unknown; a&b=c", "R&D &unknown; a&b=c"),
        ("1 &lt; 2 and 3 > 2, x <3", "1 < 2 and 3 > 2, x <3"),
    ],
)
def test_html_becomes_markdown(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("<Note>\n  Mind this.\n</Note>", "Mind this."),
        ("<Warning>Hot</Warning> and <Tip>cool</Tip>", "Hot and cool"),
        ("<Note>Mind <Tip title='x'>this</Tip></Note>", "Mind this"),
        (
            '<Card title="Guide" href="https://a.b/c" icon="x">Read</Card>',
            "[Guide](https://a.b/c)\n\nRead",
        ),
        ('<Card title="Guide" href="/c" />', "**Guide**"),
        (
            '<CardGroup cols={2}><Card title="A">x</Card><Card title="B">y</Card></CardGroup>',
            "**A**\n\nx\n\n**B**\n\ny",
        ),
        (
            '<Steps>\n  <Step title="1">\n    Do it.\n  </Step>\n  <Step title="2">Go.</Step>\n</Steps>',
            "**1**\n\nDo it.\n\n**2**\n\nGo.",
        ),
        (
            '<ParamField path="seed" type="integer" required>A number.</ParamField>',
            "`seed` A number.",
        ),
        ("<Frame style={{ width: 10, a: '>' }}>x</Frame>", "x"),
        ("<CodeGroup>\n```python\n<b>x</b>\n```\n</CodeGroup>", "```python\n<b>x</b>\n```"),
        ("<Tabs><Tab title={'Py'}>x</Tab></Tabs>", "**Py**\n\nx"),
        ("{/* hidden */}x", "x"),
        ('import { A } from "/snippets/a.mdx";\n\nx', "x"),
        ("export const a = { b: 1 };\nx", "x"),
        ("import the file from a folder", "import the file from a folder"),
        (":::tip\nx\n:::", "x"),
        (":::warning[Hot]\nx\n:::", "Hot\nx"),
        ("<MyThing.Part a={1}/>x", "x"),
    ],
)
def test_mdx_leaves_its_words(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("your <uuid> here", "your `<uuid>` here"),
        ("Bearer <your key>", "Bearer `<your key>`"),
        ("&lt;your key&gt;", "`<your key>`"),
        ("`<uuid>`", "`<uuid>`"),
        ("a <title> and a <video>", "a `<title>` and a `<video>`"),
        ("List<String>", "`List<String>`"),
        ("<<<voice_1>>>", "<<<voice_1>>>"),
        ("<user:id-task:no>", "`<user:id-task:no>`"),
        ("\\<b>", "\\<b>"),
        ("<https://a.b/c> <a@b.c>", "https://a.b/c a@b.c"),
    ],
)
def test_placeholders_are_shown(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


@pytest.mark.parametrize(
    "code",
    [
        "`<b>&lt;</b>`",
        "``a ` <Note> b``",
        "```html\n<div>&nbsp;\n\n\n\n[x](/y)\n</div>\n```",
        "~~~\n<!-- x -->\n~~~",
        "- item\n  ```\n  <b>x</b>\n  ```",
    ],
)
def test_code_is_untouched(code: str) -> None:
    assert clean(code) == code
    assert clean(f"one\n\n{code}\n\n<p>two</p>") == f"one\n\n{code}\n\ntwo"


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("[a](/b) [c](#d) [e](../f 'g') [h](javascript:i)", "a c e h"),
        ("[a](https://b.c/d_(e)) [f](mailto:g@h.i)", "[a](https://b.c/d_(e)) [f](mailto:g@h.i)"),
        ("![The result of a run](./x.png)", "The result of a run"),
        ("![](./x.png)![image](y)![shot-1.png](z)a", "a"),
        ("![shot](https://x.y/z.png) text", "text"),
        ("[![A fine picture](x.png)](https://a.b)", "[A fine picture](https://a.b)"),
        ('<img src="x" alt="A fine picture">', "A fine picture"),
        ("a\u00a0b\u200bc\ufeffd\u00ade\x07f", "a bcdef"),
        ("👩\u200d👧 क्\u200dष x\u200dy", "👩\u200d👧 क्\u200dष xy"),
        ("a\u2028b\x85c", "a\nb\nc"),
    ],
)
def test_links_images_and_unseen_characters(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("trailing  \n\n\n\nspaces ", "trailing\n\nspaces"),
        ("one \n\n two", "one\n\ntwo"),
        ("tab\there", "tab    here"),
        ("crlf\r\nhere", "crlf\nhere"),
        ("List:\n\n- a\n\n\n- b\n\n1. c\n\nEnd", "List:\n\n- a\n- b\n1. c\n\nEnd"),
    ],
)
def test_white_space_is_that_of_commonmark(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


@pytest.mark.parametrize(
    "piece", [*PIECES, "<a ", "<b x='", "[", "![", "&", "{", "<Card title={{", "a<b "]
)
def test_long_texts_are_cleaned_like_short_ones(piece: str) -> None:
    # How long it takes is measured in bench/; with a rule of the wrong kind this would not end.
    cleaned = clean(piece * 2000)
    assert clean(cleaned) == cleaned


def test_every_place_of_a_document_is_reached() -> None:
    dirty, tidy = "<p>x</p>", "x"
    inner: JsonObject = {"description": dirty, "type": "string"}

    def words(**more: Json) -> JsonObject:
        return {"description": dirty, **more}

    value: JsonObject = {
        "info": words(),
        "tags": [words(name="t", externalDocs=words())],
        "servers": [words(variables={"description": words(default=dirty)})],
        "paths": {
            "/a": {
                **words(parameters=[words()]),
                "get": {
                    "summary": dirty,
                    **words(
                        parameters=[words(schema=dict(inner), examples={"e": words(value=words())})]
                    ),
                    "requestBody": words(
                        content={
                            "a/b": {
                                "schema": dict(inner),
                                "encoding": {"description": {"headers": {"description": words()}}},
                            }
                        }
                    ),
                    "responses": {
                        "200": words(
                            headers={"description": words()}, links={"description": words()}
                        )
                    },
                    "callbacks": {"description": {"{$url}": {"post": words()}}},
                },
            }
        },
        "components": {
            "schemas": {
                "description": words(properties={"description": words(enum=[dirty], default=dirty)})
            },
            "parameters": {"description": words()},
            "headers": {"description": words()},
            "requestBodies": {"description": words()},
            "securitySchemes": {
                "description": words(flows={"implicit": {"scopes": {"description": dirty}}})
            },
        },
    }
    clean_all(value)
    kept = [words(), dirty, dirty, dirty]
    # Left are the two defaults, the value of an enum, and an example's value.
    assert str(value).count(dirty) == len(kept)
    assert str(value).count(f"'description': '{tidy}'") == str(value).count("'description': '") - 1
