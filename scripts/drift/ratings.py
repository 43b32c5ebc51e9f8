"""The rating of each kind of change for programs that import the client, and the reason.

Direction decides: a request that may hold less, and a response that may hold more, are what breaks a
program. docs/drift-kinds.md shows this table, and a test keeps the two the same.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating


@frozen
class Rule:
    """How a kind of change is rated, and the reason."""

    rating: Rating
    reason: str


_HARMLESS: Final = Rating.HARMLESS
_NEW: Final = Rating.NEW
_BREAKING: Final = Rating.BREAKING

RULES: Final[dict[ChangeKind, Rule]] = {
    ChangeKind.OPERATION_ADDED: Rule(_NEW, "There is one more function to call."),
    ChangeKind.OPERATION_REMOVED: Rule(_BREAKING, "The function and its address are removed."),
    ChangeKind.OPERATION_MOVED: Rule(_BREAKING, "Installed clients call the old address."),
    ChangeKind.OPERATION_RENAMED: Rule(_BREAKING, "The function and its classes get other names."),
    ChangeKind.OPERATION_TAG_CHANGED: Rule(_BREAKING, "The function is in another module."),
    ChangeKind.OPERATION_METHOD_RENAMED: Rule(_BREAKING, "The client's method gets another name."),
    ChangeKind.OPERATION_RESULT_CHANGED: Rule(
        _BREAKING, "The client's method returns something else."
    ),
    ChangeKind.OPERATION_DEPRECATED: Rule(_HARMLESS, "It works for now; a removal may follow."),
    ChangeKind.OPERATION_UNDEPRECATED: Rule(_HARMLESS, "It works as before."),
    ChangeKind.SERVER_ADDED: Rule(_NEW, "There is one more address to choose."),
    ChangeKind.SERVER_REMOVED: Rule(_BREAKING, "Installed clients may call that address."),
    ChangeKind.SERVER_CHANGED: Rule(_BREAKING, "Installed clients call the old address."),
    ChangeKind.SECURITY_ADDED: Rule(_BREAKING, "Requests without a key are refused."),
    ChangeKind.SECURITY_REMOVED: Rule(_HARMLESS, "A key that is sent is ignored."),
    ChangeKind.SECURITY_CHANGED: Rule(
        _BREAKING, "Installed clients send their key in the old place."
    ),
    ChangeKind.SECURITY_ALTERNATIVE_ADDED: Rule(_NEW, "There is one more way to authenticate."),
    ChangeKind.SECURITY_ALTERNATIVE_REMOVED: Rule(
        _BREAKING, "Programs may authenticate in that way."
    ),
    ChangeKind.PARAMETER_ADDED: Rule(_NEW, "It is optional."),
    ChangeKind.PARAMETER_ADDED_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    ChangeKind.PARAMETER_REMOVED: Rule(_BREAKING, "Programs that pass it no longer type-check."),
    ChangeKind.PARAMETER_RENAMED: Rule(
        _BREAKING, "Programs that pass the old name no longer type-check."
    ),
    ChangeKind.PARAMETER_MOVED: Rule(_BREAKING, "Installed clients send it in the old place."),
    ChangeKind.PARAMETER_STYLE_CHANGED: Rule(
        _BREAKING, "Installed clients write it in the old way."
    ),
    ChangeKind.BODY_ADDED: Rule(_NEW, "It is optional."),
    ChangeKind.BODY_ADDED_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    ChangeKind.BODY_REMOVED: Rule(_BREAKING, "Programs that pass a body no longer type-check."),
    ChangeKind.BODY_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    ChangeKind.BODY_OPTIONAL: Rule(_NEW, "It is optional."),
    ChangeKind.BODY_MEDIA_TYPE_ADDED: Rule(_NEW, "There is one more way to send the body."),
    ChangeKind.BODY_MEDIA_TYPE_REMOVED: Rule(
        _BREAKING, "Installed clients may send the body that way."
    ),
    ChangeKind.BODY_MEDIA_TYPE_CHANGED: Rule(
        _BREAKING, "Installed clients send the body the old way."
    ),
    ChangeKind.REQUEST_FIELD_ADDED: Rule(_NEW, "It is optional."),
    ChangeKind.REQUEST_FIELD_ADDED_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    ChangeKind.REQUEST_FIELD_REMOVED: Rule(
        _BREAKING, "Programs that pass it no longer type-check."
    ),
    ChangeKind.REQUEST_FIELD_RENAMED: Rule(
        _BREAKING, "Programs that pass the old name no longer type-check."
    ),
    ChangeKind.REQUEST_REQUIRED: Rule(_BREAKING, "Calls without it are refused."),
    ChangeKind.REQUEST_OPTIONAL: Rule(_NEW, "It is optional."),
    ChangeKind.REQUEST_TYPE_NARROWED: Rule(_BREAKING, "Values that were accepted are refused."),
    ChangeKind.REQUEST_TYPE_WIDENED: Rule(_NEW, "More is accepted."),
    ChangeKind.REQUEST_TYPE_CHANGED: Rule(_BREAKING, "Values that were accepted are refused."),
    ChangeKind.REQUEST_NULL_ALLOWED: Rule(_NEW, "Null is accepted."),
    ChangeKind.REQUEST_NULL_REFUSED: Rule(_BREAKING, "Null was accepted and is refused."),
    ChangeKind.REQUEST_ENUM_VALUE_ADDED: Rule(_NEW, "There is one more value to choose."),
    ChangeKind.REQUEST_ENUM_VALUE_REMOVED: Rule(_BREAKING, "Programs may pass that value."),
    ChangeKind.REQUEST_ENUM_ADDED: Rule(_BREAKING, "Only listed values are accepted."),
    ChangeKind.REQUEST_ENUM_REMOVED: Rule(_NEW, "Other values are accepted too."),
    ChangeKind.REQUEST_KNOWN_VALUES_CHANGED: Rule(_HARMLESS, "Any value was and is accepted."),
    ChangeKind.REQUEST_RANGE_NARROWED: Rule(_BREAKING, "Values that were accepted are refused."),
    ChangeKind.REQUEST_RANGE_WIDENED: Rule(_NEW, "More is accepted."),
    ChangeKind.REQUEST_RANGE_CHANGED: Rule(
        _BREAKING, "Some values that were accepted are refused."
    ),
    ChangeKind.REQUEST_FORMAT_ADDED: Rule(_BREAKING, "Strings in another format are refused."),
    ChangeKind.REQUEST_FORMAT_REMOVED: Rule(_NEW, "Strings in any format are accepted."),
    ChangeKind.REQUEST_FORMAT_CHANGED: Rule(_BREAKING, "Strings in the old format are refused."),
    ChangeKind.REQUEST_DEFAULT_ADDED: Rule(_HARMLESS, "Only the documentation changed."),
    ChangeKind.REQUEST_DEFAULT_REMOVED: Rule(_HARMLESS, "Only the documentation changed."),
    ChangeKind.REQUEST_DEFAULT_CHANGED: Rule(
        _BREAKING, "Programs that omit it get, and pay for, something else."
    ),
    ChangeKind.REQUEST_CLOSED: Rule(_BREAKING, "Members that are not listed are refused."),
    ChangeKind.REQUEST_OPENED: Rule(_NEW, "Members that are not listed are accepted."),
    ChangeKind.REQUEST_RULE_CHANGED: Rule(
        _BREAKING, "Some values that were accepted may be refused."
    ),
    ChangeKind.REQUEST_DEPRECATED: Rule(_HARMLESS, "It works for now; a removal may follow."),
    ChangeKind.REQUEST_UNDEPRECATED: Rule(_HARMLESS, "It works as before."),
    ChangeKind.RESPONSE_STATUS_ADDED: Rule(
        _BREAKING, "A success may contain something that programs do not expect."
    ),
    ChangeKind.RESPONSE_STATUS_REMOVED: Rule(
        _BREAKING, "Programs wait for a success that is never sent."
    ),
    ChangeKind.RESPONSE_STATUS_CHANGED: Rule(
        _BREAKING, "Installed clients do not read the new status."
    ),
    ChangeKind.RESPONSE_ERROR_STATUS_ADDED: Rule(
        _HARMLESS, "A program must expect any error anyway."
    ),
    ChangeKind.RESPONSE_ERROR_STATUS_REMOVED: Rule(
        _HARMLESS, "A program has one error fewer to expect."
    ),
    ChangeKind.RESPONSE_BODY_ADDED: Rule(_NEW, "There is a body to read."),
    ChangeKind.RESPONSE_BODY_REMOVED: Rule(
        _BREAKING, "Programs read a body that is no longer sent."
    ),
    ChangeKind.RESPONSE_MEDIA_TYPE_ADDED: Rule(_NEW, "There is one more format to request."),
    ChangeKind.RESPONSE_MEDIA_TYPE_REMOVED: Rule(
        _BREAKING, "Installed clients may read only that format."
    ),
    ChangeKind.RESPONSE_MEDIA_TYPE_CHANGED: Rule(
        _BREAKING, "Installed clients read the old format."
    ),
    ChangeKind.RESPONSE_HEADER_ADDED: Rule(_NEW, "There is one more header to read."),
    ChangeKind.RESPONSE_HEADER_REMOVED: Rule(_BREAKING, "Programs may read it."),
    ChangeKind.RESPONSE_FIELD_ADDED: Rule(_NEW, "There is one more field to read."),
    ChangeKind.RESPONSE_FIELD_REMOVED: Rule(
        _BREAKING, "Programs that read it no longer type-check."
    ),
    ChangeKind.RESPONSE_FIELD_RENAMED: Rule(
        _BREAKING, "Programs that read the old name no longer type-check."
    ),
    ChangeKind.RESPONSE_REQUIRED: Rule(
        _HARMLESS, "Programs check for it, and it is always present."
    ),
    ChangeKind.RESPONSE_OPTIONAL: Rule(_BREAKING, "Programs do not check whether it is present."),
    ChangeKind.RESPONSE_TYPE_NARROWED: Rule(_HARMLESS, "Programs handle more than is sent."),
    ChangeKind.RESPONSE_TYPE_WIDENED: Rule(_BREAKING, "Programs do not handle what may be sent."),
    ChangeKind.RESPONSE_TYPE_CHANGED: Rule(_BREAKING, "Programs do not handle what is sent."),
    ChangeKind.RESPONSE_DESCRIBED: Rule(
        _BREAKING, "A plain dict becomes a class, or a list of classes."
    ),
    ChangeKind.RESPONSE_NULL_ADDED: Rule(_BREAKING, "Programs do not check for None."),
    ChangeKind.RESPONSE_NULL_REMOVED: Rule(
        _HARMLESS, "Programs check for None, which is never sent."
    ),
    ChangeKind.RESPONSE_KNOWN_VALUE_ADDED: Rule(
        _NEW, "The list is open, and one more value has a name."
    ),
    ChangeKind.RESPONSE_KNOWN_VALUE_REMOVED: Rule(
        _HARMLESS, "The list is open: any value still parses."
    ),
    ChangeKind.RESPONSE_ENUM_VALUE_ADDED: Rule(
        _BREAKING, "The list is closed: the value does not parse."
    ),
    ChangeKind.RESPONSE_ENUM_VALUE_REMOVED: Rule(_HARMLESS, "Programs handle more than is sent."),
    ChangeKind.RESPONSE_ENUM_OPENED: Rule(_BREAKING, "Programs handle only listed values."),
    ChangeKind.RESPONSE_ENUM_CLOSED: Rule(_HARMLESS, "Programs handle more than is sent."),
    ChangeKind.RESPONSE_VALUES_LISTED: Rule(_HARMLESS, "The list is open: any value still parses."),
    ChangeKind.RESPONSE_VALUES_UNLISTED: Rule(
        _HARMLESS, "The list was open: any value still parses."
    ),
    ChangeKind.RESPONSE_RANGE_CHANGED: Rule(_HARMLESS, "Clients do not check what they receive."),
    ChangeKind.RESPONSE_FORMAT_CHANGED: Rule(
        _HARMLESS, "It is still a string, unless Python has a type for it."
    ),
    ChangeKind.RESPONSE_DEFAULT_CHANGED: Rule(_HARMLESS, "The value that is sent counts."),
    ChangeKind.RESPONSE_OPENNESS_CHANGED: Rule(
        _HARMLESS, "Clients accept members that are not listed."
    ),
    ChangeKind.RESPONSE_RULE_CHANGED: Rule(_HARMLESS, "Clients do not check what they receive."),
    ChangeKind.RESPONSE_DEPRECATED: Rule(_HARMLESS, "It is sent for now; a removal may follow."),
    ChangeKind.RESPONSE_UNDEPRECATED: Rule(_HARMLESS, "It is sent as before."),
    ChangeKind.LINK_ADDED: Rule(_NEW, "The task of an operation can be read."),
    ChangeKind.LINK_REMOVED: Rule(_BREAKING, "The task of an operation can no longer be read."),
    ChangeKind.LINK_CHANGED: Rule(_BREAKING, "Installed clients read the task in the old way."),
    ChangeKind.CALLBACK_ADDED: Rule(_NEW, "There is one more callback to receive."),
    ChangeKind.CALLBACK_REMOVED: Rule(
        _BREAKING, "Programs wait for a callback that is never sent."
    ),
    ChangeKind.CALLBACK_ADDRESS_CHANGED: Rule(
        _BREAKING, "Programs wait for a callback at another address."
    ),
    ChangeKind.CLASS_RENAMED: Rule(_BREAKING, "Programs that import the old name stop working."),
    ChangeKind.PYTHON_API: Rule(
        _HARMLESS, "This is the minimum; the comparison of the generated Python rates each change."
    ),
    ChangeKind.PYTHON_NOT_GENERATED: Rule(_BREAKING, "`make generate` stops until it is fixed."),
    ChangeKind.PAGE_UNREADABLE: Rule(_BREAKING, "`make specs` stops; what changed is unknown."),
    ChangeKind.SPECIFICATION_BROKEN: Rule(_BREAKING, "`make specs` stops until it is fixed."),
    ChangeKind.SUPPLEMENT_UNMATCHED: Rule(
        _BREAKING, "`make specs` stops, or adds again what was removed."
    ),
    ChangeKind.SUPPLEMENT_SUPERFLUOUS: Rule(
        _HARMLESS, "The provider fixed the page; remove the action."
    ),
}


def table() -> str:
    """Return the rules as the Markdown table of docs/drift-kinds.md."""
    rows = [
        f"| `{kind.value}` | {rule.rating.name.lower()} | {rule.reason} |"
        for kind, rule in RULES.items()
    ]
    return "\n".join(["| Kind | Rating | Why |", "| --- | --- | --- |", *rows])
