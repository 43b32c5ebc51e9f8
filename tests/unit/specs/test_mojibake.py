"""Text that was read in the wrong encoding, and text that only looks like it."""

from __future__ import annotations

import random

import pytest

from scripts.specs.page import encoding_restored

CORRECT = [
    "Déjà vu : l’été, « où est le cœur ? » dit-elle…",
    "« CAFÉ » et “naïveté”… l’œuvre — à 5 €",
    "„MENÜ“, „Ä“ und „Ö“: Größe, Straße, weiß – über 30 °C",
    "AMANHÃ, NÃO, MAÇÃ… coração",
    "ÉCOLE» ÎLE… NAÏF™ À«B»",
    "Señor, ¿qué? ¡Año! Ñandú… 3º",
    "Zażółć gęślą jaźń; Łódź",
    "Příliš žluťoučký kůň",
    "正向文本提示词不能超过2500个字符，可选值：是、否。",
    "日本語のテキスト「テスト」～100％",
    "Привет, мир! Ёлка — да…",
    "Γειά σου Κόσμε",
    "📖 🎬 👩‍👩‍👧 ✅ ⚠️ 1️⃣",
    "± 5 µm × 3 © 2024 ® ™ § ¶ ½",
    "plain ASCII ~ only",
    "İstanbul’da şöyle…",
    "café”… she said",
    "Åsa’s ångström: 1 Å…",
    "",
]


@pytest.mark.parametrize("line", CORRECT)
def test_correct_text_stays(line: str) -> None:
    assert encoding_restored(line) == line


def misread(line: str, encoding: str) -> str:
    """The line as it looks when its UTF-8 is read so; the open bytes of Windows-1252 as Latin-1."""
    return "".join(
        bytes([byte]).decode(encoding, "replace").replace("\ufffd", chr(byte))
        for byte in line.encode()
    )


BROKEN = [
    "📖 Detailed format",
    "the user’s “own” text – see…",
    "café, crème brûlée, à la carte",
    "Österreich über Größe",
    "不能超过2500个字符，可选",
    "日本語のテキスト",
    "Привет мир",
    "⚠️ mind this ✅",
    "5 × 3 ± 2 °C",
    "coração não",
    "中 one",
]


def test_a_capital_before_a_closing_quote_is_taken_for_mojibake() -> None:
    # Both readings are legal. ftfy decides for the one that is seen far more often.
    assert encoding_restored("AMANHÃ”, disse") == "AMANHÔ, disse"


def test_nothing_but_the_encoding_changes() -> None:
    line = "“Full width” ＡＢＣ １２３, ﬁ, &amp;, \x1b[1m\x07 … 📖"
    assert encoding_restored(line) == line
    assert encoding_restored(line + misread("é", "cp1252")) == line + "é"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("line", BROKEN)
def test_misread_text_is_turned_back(line: str, encoding: str) -> None:
    once = misread(line, encoding)
    assert once != line
    assert encoding_restored(once) == line
    assert encoding_restored(misread(once, encoding)) == line


def test_both_ways_of_misreading_may_follow_each_other() -> None:
    assert encoding_restored(misread(misread("é 中文", "latin-1"), "cp1252")) == "é 中文"


@pytest.mark.parametrize("good", ["中文：", "„gut“ ", "Привет ", "🎬", "été, "])
@pytest.mark.parametrize("bad", ["📖", "é", "’s", "中文"])
def test_correct_text_beside_it_stays(good: str, bad: str) -> None:
    assert encoding_restored(good + misread(bad, "cp1252") + " " + good) == good + bad + " " + good


def test_what_is_repaired_is_not_repaired_again() -> None:
    source = random.Random(5)  # noqa: S311 - the same cases every time
    letters = "aé中“”…Ã©â€™Ü–ðŸ“–\u00a0Â° «»ñ"
    for _ in range(3000):
        line = "".join(source.choices(letters, k=source.randint(0, 12)))
        restored = encoding_restored(line)
        assert encoding_restored(restored) == restored
