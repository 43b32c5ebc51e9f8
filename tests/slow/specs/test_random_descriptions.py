"""Descriptions of random pieces: cleaning them twice changes nothing more, and no HTML is left."""

from __future__ import annotations

import random

from scripts.specs.normalize.text.descriptions import clean
from tests.helpers.commonmark import html_in
from tests.helpers.counts import SEED, cases
from tests.helpers.description_pieces import PIECES


def test_cleaning_is_idempotent_and_leaves_no_html() -> None:
    source = random.Random(11 + SEED)  # noqa: S311 - the same cases every time
    for _ in range(cases(4_000, soak=100_000)):
        given = "".join(source.choices(PIECES, k=source.randint(1, 14)))
        cleaned = clean(given)
        assert clean(cleaned) == cleaned, repr(given)
        assert not html_in(cleaned), repr(given)
