"""Error messages: each says what is wrong, what was expected, what was given and what to do.

`make messages` writes the list, for reading it as a whole. Here are the rules that a program can check.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from scripts.messages import Message, messages, raising_functions

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LENGTH: Final = 340

FORBIDDEN: Final = re.compile(
    r"vendor|answer|\blook|\btold\b|\btells?\b|\bsays?\b|\bknows?\b|believ|whoever|nobody|somebody|mishap|befall"
    r"|\bis no |\bis none\b|\band not\b",
    re.IGNORECASE,
)
"""Words that the project replaces, and "is no X" or "and not Y" in the place of "must be X, got Y"."""

INSTRUCTION: Final = re.compile(
    r"\bmust\b|\bexpected\b|\brequires\b|\bneeds\b|\btakes?\b"
    r"|\b(add|call|check|choose|correct|create|generate|install|leave|make|pass|remove|resume|run|see|set|use)\b",
    re.IGNORECASE,
)
"""Words with which a message says what to do, or what would be right."""

SECRET: Final = re.compile(r"\b(keys?|secret|access_key|webhook|user name)\b", re.IGNORECASE)
"""A message about a secret does not show the value that was given."""


@cache
def listed() -> list[Message]:
    """Return the messages of the package."""
    return messages()


def breaking(keeps: Callable[[Message], object], *, of: str = "") -> list[str]:
    """Return the messages that break a rule."""
    return [str(each) for each in listed() if of in ("", each.error) and not keeps(each)]


def test_the_list_has_every_kind_of_message() -> None:
    assert len(listed()) > 300
    lines = "\n".join(map(str, listed()))
    for message in (
        # A string, alternatives, a constant, a table of codes, a parameter, a function, a script's mistake.
        "InvalidRequestError: api_key and profile are mutually exclusive; pass one of them",
        "this error comes from a synchronous client",
        "this error comes from an asynchronous client",
        "InvalidRequestError: the client is closed",
        "InsufficientCreditsError: the account is out of credits",
        "TaskTimeoutError: not done after",
        "UnexpectedResponseError: the video at files.example has changed",
        'Mistake: on must be "read"',
    ):
        assert message in lines


def test_the_messages_of_functions_that_make_errors_are_in_the_list() -> None:
    assert [place for place, is_listed in raising_functions().items() if not is_listed] == []


def test_a_message_is_one_line_of_limited_length_without_a_period() -> None:
    assert breaking(lambda each: each.text.strip() == " ".join(each.text.split())) == []
    assert breaking(lambda each: len(each.text) <= MAX_LENGTH) == []
    assert breaking(lambda each: each.text.endswith("...") or each.text[-1] not in ".,:;!") == []


def test_a_message_has_the_words_of_the_project() -> None:
    assert breaking(lambda each: not FORBIDDEN.search(each.text)) == []


def test_a_message_names_what_was_given_beside_what_was_expected() -> None:
    def keeps(each: Message) -> bool:
        required = re.search(r"\bmust be\b", each.text) and not SECRET.search(each.text)
        return not required or bool(re.search(r"\bgot\b|: ", each.text))

    assert breaking(keeps) == []


def test_an_invalid_request_says_what_to_do() -> None:
    def keeps(each: Message) -> bool:
        # What an error's message adds to is checked at that error.
        return "<error>" in each.text or bool(INSTRUCTION.search(each.text))

    assert breaking(keeps, of="InvalidRequestError") == []
