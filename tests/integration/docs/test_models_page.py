"""The tables of the page about models agree with the code."""

from __future__ import annotations

from longtake.models import MODELS
from scripts import model_tables


def test_the_tables_are_up_to_date() -> None:
    """`make api` writes them."""
    text = model_tables.FILE.read_text(encoding="utf-8")
    assert model_tables.page(text) == text


def test_each_model_is_on_the_page() -> None:
    text = model_tables.page(model_tables.FILE.read_text(encoding="utf-8"))
    for name, model in MODELS.items():
        rows = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
        # A model that makes first videos is in the table of their prices, too.
        actions = (
            model.generate,
            model.generate,
            model.generate_from_image,
            model.extend,
            model.growth,
        )
        assert len(rows) == sum(action is not None for action in actions)


def test_the_tables_show_choices_and_what_is_required() -> None:
    text = model_tables.FILE.read_text(encoding="utf-8")
    assert "`duration_s` (4, 6 or 8)" in text
    assert "`duration_s` (3 to 15)" in text
    assert "| `kie/jobs/wan` | `source`*, `prompt`*, " in text
    assert "65 per video (`model='veo3_fast'`, `resolution='1080p'`)" in text
    assert "| 4 to 5 s | 180 s | whole | video id | none |" in text
