"""What each kind of change means for the person who imports the client, and why.

Direction decides: a request that may hold less, and an answer that may hold more, are what breaks a
program. docs/drift.md shows this table, and a test keeps the two the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scripts.drift.changes import Rating
from scripts.drift.kinds import Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of change is rated, and the reason."""

    rating: Rating
    reason: str


_HARMLESS: Final = Rating.HARMLESS
_NEW: Final = Rating.NEW
_BREAKING: Final = Rating.BREAKING

RULES: Final[dict[Kind, Rule]] = {
    Kind.OPERATION_ADDED: Rule(_NEW, "There is one more function to call."),
    Kind.OPERATION_REMOVED: Rule(_BREAKING, "The function goes, and its address with it."),
    Kind.OPERATION_MOVED: Rule(_BREAKING, "Installed clients call the old address."),
    Kind.OPERATION_RENAMED: Rule(_BREAKING, "The function and its classes get other names."),
    Kind.OPERATION_FAMILY_CHANGED: Rule(_BREAKING, "The function stands in another module."),
    Kind.OPERATION_METHOD_RENAMED: Rule(_BREAKING, "The client's method is called otherwise."),
    Kind.OPERATION_RESULT_CHANGED: Rule(_BREAKING, "The client's method returns something else."),
    Kind.OPERATION_DEPRECATED: Rule(_HARMLESS, "It works for now; a removal may follow."),
    Kind.OPERATION_UNDEPRECATED: Rule(_HARMLESS, "It works as before."),
    Kind.SERVER_ADDED: Rule(_NEW, "There is one more address to choose."),
    Kind.SERVER_REMOVED: Rule(_BREAKING, "Installed clients may call that address."),
    Kind.SERVER_CHANGED: Rule(_BREAKING, "Installed clients call the old address."),
    Kind.SECURITY_ADDED: Rule(_BREAKING, "Calls without a key are refused."),
    Kind.SECURITY_REMOVED: Rule(_HARMLESS, "A key that is sent is not looked at."),
    Kind.SECURITY_CHANGED: Rule(_BREAKING, "Installed clients show their key where nobody looks."),
    Kind.SECURITY_ALTERNATIVE_ADDED: Rule(_NEW, "There is one more way to show who calls."),
    Kind.SECURITY_ALTERNATIVE_REMOVED: Rule(_BREAKING, "Programs may show who calls in that way."),
    Kind.PARAMETER_ADDED: Rule(_NEW, "It may be left out."),
    Kind.PARAMETER_ADDED_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    Kind.PARAMETER_REMOVED: Rule(_BREAKING, "Programs that pass it stop type-checking."),
    Kind.PARAMETER_RENAMED: Rule(_BREAKING, "Programs that pass the old name stop type-checking."),
    Kind.PARAMETER_MOVED: Rule(_BREAKING, "Installed clients send it where nobody looks."),
    Kind.PARAMETER_STYLE_CHANGED: Rule(_BREAKING, "Installed clients write it in the old way."),
    Kind.BODY_ADDED: Rule(_NEW, "It may be left out."),
    Kind.BODY_ADDED_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    Kind.BODY_REMOVED: Rule(_BREAKING, "Programs that pass a body stop type-checking."),
    Kind.BODY_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    Kind.BODY_OPTIONAL: Rule(_NEW, "It may be left out."),
    Kind.BODY_MEDIA_TYPE_ADDED: Rule(_NEW, "There is one more way to send the body."),
    Kind.BODY_MEDIA_TYPE_REMOVED: Rule(_BREAKING, "Installed clients may send the body that way."),
    Kind.BODY_MEDIA_TYPE_CHANGED: Rule(_BREAKING, "Installed clients send the body the old way."),
    Kind.REQUEST_FIELD_ADDED: Rule(_NEW, "It may be left out."),
    Kind.REQUEST_FIELD_ADDED_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    Kind.REQUEST_FIELD_REMOVED: Rule(_BREAKING, "Programs that pass it stop type-checking."),
    Kind.REQUEST_FIELD_RENAMED: Rule(
        _BREAKING, "Programs that pass the old name stop type-checking."
    ),
    Kind.REQUEST_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    Kind.REQUEST_OPTIONAL: Rule(_NEW, "It may be left out."),
    Kind.REQUEST_TYPE_NARROWED: Rule(_BREAKING, "What was accepted is refused."),
    Kind.REQUEST_TYPE_WIDENED: Rule(_NEW, "More is accepted."),
    Kind.REQUEST_TYPE_CHANGED: Rule(_BREAKING, "What was accepted is refused."),
    Kind.REQUEST_NULL_ALLOWED: Rule(_NEW, "Null is accepted."),
    Kind.REQUEST_NULL_REFUSED: Rule(_BREAKING, "Null was accepted and is refused."),
    Kind.REQUEST_ENUM_VALUE_ADDED: Rule(_NEW, "There is one more value to choose."),
    Kind.REQUEST_ENUM_VALUE_REMOVED: Rule(_BREAKING, "Programs may pass that value."),
    Kind.REQUEST_ENUM_ADDED: Rule(_BREAKING, "Only listed values are accepted."),
    Kind.REQUEST_ENUM_REMOVED: Rule(_NEW, "Other values are accepted too."),
    Kind.REQUEST_KNOWN_VALUES_CHANGED: Rule(_HARMLESS, "Any value was and is accepted."),
    Kind.REQUEST_RANGE_NARROWED: Rule(_BREAKING, "What was accepted is refused."),
    Kind.REQUEST_RANGE_WIDENED: Rule(_NEW, "More is accepted."),
    Kind.REQUEST_RANGE_CHANGED: Rule(_BREAKING, "Some of what was accepted is refused."),
    Kind.REQUEST_FORMAT_ADDED: Rule(_BREAKING, "Text in another form is refused."),
    Kind.REQUEST_FORMAT_REMOVED: Rule(_NEW, "Text in any form is accepted."),
    Kind.REQUEST_FORMAT_CHANGED: Rule(_BREAKING, "Text in the old form is refused."),
    Kind.REQUEST_DEFAULT_ADDED: Rule(_HARMLESS, "What the vendor does is only written down."),
    Kind.REQUEST_DEFAULT_REMOVED: Rule(
        _HARMLESS, "What the vendor does is no longer written down."
    ),
    Kind.REQUEST_DEFAULT_CHANGED: Rule(
        _BREAKING, "Programs that leave it out ask, and pay, for something else."
    ),
    Kind.REQUEST_CLOSED: Rule(_BREAKING, "Members that are not listed are refused."),
    Kind.REQUEST_OPENED: Rule(_NEW, "Members that are not listed are accepted."),
    Kind.REQUEST_RULE_CHANGED: Rule(_BREAKING, "Some of what was accepted may be refused."),
    Kind.REQUEST_DEPRECATED: Rule(_HARMLESS, "It works for now; a removal may follow."),
    Kind.REQUEST_UNDEPRECATED: Rule(_HARMLESS, "It works as before."),
    Kind.ANSWER_STATUS_ADDED: Rule(_BREAKING, "A success may hold what no program expects."),
    Kind.ANSWER_STATUS_REMOVED: Rule(_BREAKING, "Programs wait for a success that never comes."),
    Kind.ANSWER_STATUS_CHANGED: Rule(_BREAKING, "Installed clients do not read the new status."),
    Kind.ANSWER_ERROR_STATUS_ADDED: Rule(_HARMLESS, "A program must expect any error as it is."),
    Kind.ANSWER_ERROR_STATUS_REMOVED: Rule(_HARMLESS, "A program has one error less to expect."),
    Kind.ANSWER_BODY_ADDED: Rule(_NEW, "There is something to read."),
    Kind.ANSWER_BODY_REMOVED: Rule(_BREAKING, "What programs read is no longer there."),
    Kind.ANSWER_MEDIA_TYPE_ADDED: Rule(_NEW, "There is one more form to ask for."),
    Kind.ANSWER_MEDIA_TYPE_REMOVED: Rule(_BREAKING, "Installed clients may read that form alone."),
    Kind.ANSWER_MEDIA_TYPE_CHANGED: Rule(_BREAKING, "Installed clients read the old form."),
    Kind.ANSWER_HEADER_ADDED: Rule(_NEW, "There is one more header to read."),
    Kind.ANSWER_HEADER_REMOVED: Rule(_BREAKING, "Programs may read it."),
    Kind.ANSWER_FIELD_ADDED: Rule(_NEW, "There is one more field to read."),
    Kind.ANSWER_FIELD_REMOVED: Rule(_BREAKING, "Programs that read it stop type-checking."),
    Kind.ANSWER_FIELD_RENAMED: Rule(
        _BREAKING, "Programs that read the old name stop type-checking."
    ),
    Kind.ANSWER_REQUIRED: Rule(_HARMLESS, "Programs look whether it is there, and it is."),
    Kind.ANSWER_OPTIONAL: Rule(_BREAKING, "Programs do not look whether it is there."),
    Kind.ANSWER_TYPE_NARROWED: Rule(_HARMLESS, "Programs are ready for more than comes."),
    Kind.ANSWER_TYPE_WIDENED: Rule(_BREAKING, "Programs are not ready for what may come."),
    Kind.ANSWER_TYPE_CHANGED: Rule(_BREAKING, "Programs are not ready for what comes."),
    Kind.ANSWER_DESCRIBED: Rule(_BREAKING, "A plain dict becomes a class, or a list of them."),
    Kind.ANSWER_NULL_ADDED: Rule(_BREAKING, "Programs do not look for None."),
    Kind.ANSWER_NULL_REMOVED: Rule(_HARMLESS, "Programs look for None, and it does not come."),
    Kind.ANSWER_KNOWN_VALUE_ADDED: Rule(_NEW, "The list is open, and one more value has a name."),
    Kind.ANSWER_KNOWN_VALUE_REMOVED: Rule(_HARMLESS, "The list is open: any value still parses."),
    Kind.ANSWER_ENUM_VALUE_ADDED: Rule(_BREAKING, "The list is closed: the value does not parse."),
    Kind.ANSWER_ENUM_VALUE_REMOVED: Rule(_HARMLESS, "Programs are ready for more than comes."),
    Kind.ANSWER_ENUM_OPENED: Rule(_BREAKING, "Programs are ready for listed values alone."),
    Kind.ANSWER_ENUM_CLOSED: Rule(_HARMLESS, "Programs are ready for more than comes."),
    Kind.ANSWER_VALUES_LISTED: Rule(_HARMLESS, "The list is open: any value still parses."),
    Kind.ANSWER_VALUES_UNLISTED: Rule(_HARMLESS, "The list was open: any value still parses."),
    Kind.ANSWER_RANGE_CHANGED: Rule(_HARMLESS, "Clients do not check what they receive."),
    Kind.ANSWER_FORMAT_CHANGED: Rule(
        _HARMLESS, "It is text still, unless Python has a type for it."
    ),
    Kind.ANSWER_DEFAULT_CHANGED: Rule(_HARMLESS, "What comes says what it is."),
    Kind.ANSWER_OPENNESS_CHANGED: Rule(_HARMLESS, "Clients take members that are not listed."),
    Kind.ANSWER_RULE_CHANGED: Rule(_HARMLESS, "Clients do not check what they receive."),
    Kind.ANSWER_DEPRECATED: Rule(_HARMLESS, "It comes for now; a removal may follow."),
    Kind.ANSWER_UNDEPRECATED: Rule(_HARMLESS, "It comes as before."),
    Kind.LINK_ADDED: Rule(_NEW, "What an operation starts can be followed."),
    Kind.LINK_REMOVED: Rule(_BREAKING, "What an operation starts can no longer be followed."),
    Kind.LINK_CHANGED: Rule(_BREAKING, "Installed clients follow it in the old way."),
    Kind.CALLBACK_ADDED: Rule(_NEW, "There is one more message to receive."),
    Kind.CALLBACK_REMOVED: Rule(_BREAKING, "Programs wait for a message that never comes."),
    Kind.CALLBACK_ADDRESS_CHANGED: Rule(_BREAKING, "Programs wait for a message elsewhere."),
    Kind.CLASS_RENAMED: Rule(_BREAKING, "Programs that import the old name stop."),
    Kind.PYTHON_API: Rule(_HARMLESS, "At least; the comparison of the generated Python says more."),
    Kind.PYTHON_NOT_GENERATED: Rule(_BREAKING, "`make generate` stops until it is mended."),
    Kind.PAGE_UNREADABLE: Rule(_BREAKING, "`make specs` stops, and nobody knows what changed."),
    Kind.SPECIFICATION_BROKEN: Rule(_BREAKING, "`make specs` stops until it is mended."),
    Kind.SUPPLEMENT_UNMATCHED: Rule(_BREAKING, "`make specs` stops, or makes anew what is gone."),
    Kind.SUPPLEMENT_SUPERFLUOUS: Rule(_HARMLESS, "The vendor mended the page; the action can go."),
}


def table() -> str:
    """The rules as the Markdown table of docs/drift.md."""
    rows = [
        f"| `{kind.value}` | {rule.rating.name.lower()} | {rule.reason} |"
        for kind, rule in RULES.items()
    ]
    return "\n".join(["| Kind | Rating | Why |", "| --- | --- | --- |", *rows])
