"""Messages of the library in the words of the command: options in place of arguments and functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OPTIONS: Final[Mapping[str, str]] = {
    "max_credits": "--max-credits",
    "max_hops": "--max-hops",
    "retry_failed": "--retry-failed",
    "duration_s": "--duration-s",
    "to_s": "--to",
}
"""Arguments whose names occur in no other text, with their options."""

# These names are also ordinary words, so they are replaced only before `must` and `requires`.
_WORDS: Final[Mapping[str, str]] = {
    "exact": "--exact",
    "image": "--image",
    "journal": "--journal",
    "parts": "--parts",
    "poll": "--poll",
    "prompts": "--prompt",
    "reference": "--reference",
    "source": "SOURCE",
    "state": "--state",
    "timeout": "--timeout",
    "via": "--via",
}

_REQUIRED: Final = r"[a-z_]+(?: \([^()]*\))?"
_JSON: Final[Mapping[str, str]] = {"dict": "an object", "list": "an array", "NoneType": "null"}

_CALL: Final = r"from_token\((?:'[^']*')?\)"


def _flag(name: str) -> str:
    return _OPTIONS.get(name, f"--{name.replace('_', '-')}")


def _flags(names: str) -> str:
    """Return a list of arguments in words, with an option in place of each."""
    return re.sub(r"\b(?!and\b|or\b)\w+", lambda found: _flag(found[0]), names)


_REPLACED: Final[tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...]] = (
    # What to do with a task is in the second line of an error.
    (rf"\. The task continues at the provider; resume it with {_CALL}", ""),
    (rf"\. In case a file appears later, resume the task with {_CALL}", ""),
    (rf"; (?:create another one and )?resume (?:it|the task) with (?:its )?{_CALL}", ""),
    (rf"; the task continues, and {_CALL} returns it", ""),
    (r"\. Call lengthen again with the reference '[^']*' to continue", ""),
    (r"\. Save error\.film, or lengthen its last video", ""),
    (r"\. Use wait\(\), or leave it", ""),
    (r"; call (?:task\(client\)\.)?wait\(\) first", "; wait for it first"),
    (r"from_token\('([^']*)'\) returns", r"longtake status \1 shows"),
    (
        r"call from_token\('([^']*)'\) of a client to get the task",
        r"run: longtake status \1",
    ),
    (r"call reconcile(?:_async)?\(\)", "run: longtake reconcile"),
    (r"reconcile(?:_async)?\(\)", "longtake reconcile"),
    (r"Submit again only after NotCreated", "Submit again only if no task was created"),
    (r"the whole value of `task\.token`", "the whole token"),
    (
        r"call longtake\.extend with source=video\.url",
        "run: longtake extend MODEL URL",
    ),
    (
        r"; use the methods of client\.[\w.]+",
        "; for other operations, see longtake call --help",
    ),
    (
        r"reference requires a journal.*?, or set LONGTAKE_JOURNAL",
        "--reference requires a journal: leave out --journal off, or unset LONGTAKE_JOURNAL",
    ),
    (
        r" and allow_private_hosts=False forbids those\. If you trust .*?allow_private_hosts=True",
        " and the command connects only to public hosts",
    ),
    (r"the arguments? (?:api_key|access_key|secret_key)[^;]*\(not given\); ", ""),
    (r"; pass the key as api_key", "; store the key with longtake auth set"),
    (r"pass another path or overwrite=True", "choose another file, or pass --overwrite"),
    (r"\bvia='([^']*)'", r"--via \1"),
    (r"\bvia=([\w/]+)", r"--via \1"),
    (r"\bmax_credits=", "--max-credits "),
    (r"options=\{'(\w+)': \.\.\.\}", lambda found: _flag(found[1])),
    (
        r"does not take (.+?); it takes (.+?), and its other parameters in options",
        lambda found: f"does not take {_flags(found[1])}; it takes {_flags(found[2])}",
    ),
    (r"options has no ", "there is no parameter "),
    (r"options must not have (\S+), got .*?:", r"leave out the parameter \1:"),
    (r"options\['(\w+)'\]", r"the parameter \1"),
    (
        r"as (\S+) and in options; pass only one",
        lambda found: (
            f"as {_WORDS.get(found[1]) or _flag(found[1])} and as a parameter; pass only one"
        ),
    ),
    (
        rf"requires ({_REQUIRED}(?:(?:, | and ){_REQUIRED})*)(?=, got a blank string|\. Nothing was sent)",
        lambda found: f"requires {_flags(re.sub(r' [(][^()]*[)]', '', found[1]))}",
    ),
    (
        rf"(?<![-\w])({'|'.join(_OPTIONS)})\b",
        lambda found: _OPTIONS[found[1]],
    ),
    (
        rf"(?<![-\w/.' ])({'|'.join(_WORDS)})(?= must\b)|(?<=[:,] )({'|'.join(_WORDS)})(?= must\b)",
        lambda found: _WORDS[found[1] or found[2]],
    ),
    (r"leave out (--[a-z-]+) or via\b", r"leave out \1 or --via"),
    (r"if the video is a URL or a file", "if SOURCE is a URL or a file"),
    (
        r"video must be an http or https URL, a path or a longtake\.Video",
        "SOURCE must be an http or https URL",
    ),
    (
        r"video must be a longtake\.Video, the URL of a video or the path of an",
        "SOURCE must be a task, a URL or an",
    ),
    (r"video must be the URL of a video", "SOURCE must be the URL of a video"),
    (r"; check the path, or wait for a task and pass its video", ""),
    (
        r"--via must be (a model that takes a URL) if SOURCE is (.+?), got None; expected one of ",
        r"SOURCE is \2, so pass --via with \1: one of ",
    ),
    # For a film, what is wrong follows the reference.
    (r"(--prompt must be )\[(.*?)\](, got )\[(.*?)\](?=[,;])", r"\1\2\3\4"),
    (r"(?<=[:,] )options must be \{(.*?)\}, got \{(.*?)\}(?=[,;])", r"--set must be \1, got \2"),
    (r"(must be|got) (?=[,;])", r"\1 none"),
    ("--exact must be False, got True", "leave out --exact"),
    ("--exact must be True, got False", "pass --exact"),
    (r"\b[A-Z]\w+ or a mapping of its fields", "a JSON object"),
    # The value of --set is JSON.
    (r"got (True|False) \(bool\)", lambda found: f"got {found[1].lower()}"),
    (r"(got \S+) \((?:int|float)\)", r"\1"),
    (r"got (dict|list|NoneType)(?=\. )", lambda found: f"got {_JSON[found[1]]}"),
    # For programs: digests of requests, and names of Python classes.
    (r"(belongs to another request): \S+ with the digest \w+, got \S+ with the digest \w+", r"\1"),
    (r"(it cannot be used): \w+(?=\))", r"\1"),
    (r"(?<=: )[A-Z]\w+(?:Error|Timeout): ", ""),
    (r"\[Errno -?\d+\] ", ""),
    # The name of the provider would be there twice.
    (r"^(\w+): (?=\1 has )", ""),
    (r" \(`data` is null\)", ""),
    (r"`([^`]*)`", r"'\1'"),
    # The class of an error of httpx. The words after it state the cause.
    (r"(?<=: )[A-Z]\w*(?:Error|Exception|Timeout): (?=\S)", ""),
)
"""What is replaced, in this order."""

_SENTENCE_END: Final = re.compile(r"\.\s+(?=[A-Z])")
_RULES: Final = tuple((re.compile(pattern), new) for pattern, new in _REPLACED)

_USAGE: Final = (
    (
        re.compile(r"(?:^|(?<=: ))'(.*)' is not a valid int(?:eger)?(?: range)?"),
        r"must be a whole number, got '\1'",
    ),
    (
        re.compile(r"(?:^|(?<=: ))'(.*)' is not a valid float(?: range)?"),
        r"must be a number, got '\1'",
    ),
    (re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)"), r"unexpected argument: \1"),
    (re.compile(r"(\S+) is not in the range x>=(\S+?)(?=\.?$)"), r"must be \2 or more, got \1"),
)
"""What is replaced in the messages of Typer."""

_HELP: Final = (
    # The option is a word in any case.
    (re.compile(r" The provider refuses it as a string\."), ""),
    (re.compile(r",? as a string(?=[.,])"), ""),
    # For programs.
    (re.compile(r" \(`video\.source`\)"), ""),
    (re.compile(r"\(`video\.source`, "), "("),
)
"""What is replaced in descriptions."""

_CODE: Final = re.compile(r"`([^`]*)`")


def command_words(message: str) -> str:
    """Return a message of the library with options and commands in place of arguments and functions."""
    for pattern, new in _RULES:
        message = pattern.sub(new, message)
    return message


def help_words(text: str, shown: Mapping[str, str]) -> str:
    """Return a description of the library without Markdown, and with options in place of parameters.

    Args:
        text: The description, from a docstring.
        shown: The options and arguments of the command by the parameters that they stand for.
    """
    for pattern, new in _HELP:
        text = pattern.sub(new, text)
    words = _CODE.sub(lambda found: shown.get(found[1]) or _quoted(found[1]), text)
    return re.sub(r"\s\(SOURCE\)", "", words)


def _quoted(code: str) -> str:
    """Return a value as it is, or in quotes if it has no letters and digits."""
    return code if any(map(str.isalnum, code)) else f"'{code}'"


def usage_words(message: str) -> str:
    """Return a message of Typer without names of Python types, and without the full stop."""
    for pattern, new in _USAGE:
        message = pattern.sub(new, message)
    return message.rstrip(".")


def first_sentence(message: str) -> str:
    """Return the first sentence of a message, without its period."""
    return _SENTENCE_END.split(message, maxsplit=1)[0].rstrip(".")


def code_text(code: int | str | None) -> str | None:
    """Return a provider's error code as a string, as JSON objects have it. Some codes are no numbers."""
    return None if code is None else str(code)
