"""The numbers of a batch in words."""

from __future__ import annotations

from longtake.cli._batch_view import Tally


def test_the_credits_in_words_mention_tasks_of_unknown_price() -> None:
    tally = Tally(total=2)
    assert tally.shown_credits() == ""
    tally.add_credits("kling", None, None)
    assert tally.shown_credits() == "credits unknown"
    tally.add_credits("kie", None, 60)
    assert tally.shown_credits() == "60 kie credits and tasks of unknown price"
