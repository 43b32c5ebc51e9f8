"""Messages of the library in the words of the command."""

from __future__ import annotations

import re

import pytest

from longtake._core.values import counted
from longtake.cli._messages import command_words, first_sentence, usage_words
from scripts.messages import messages

# The command uses neither of these.
NOT_USED = re.compile(
    r"longtake/callbacks|longtake/emulator|longtake/pytest|longtake_pytest|_shell/(?:submit_all|wait_all)|"
    r"_core/callbacks"
)
FOR_PROGRAMS = re.compile(
    r"async|pickled|synchronous|callable given|callbacks|client must be|create another client|"
    r"client\.veo\.prepare|base_url|seek\(0\)|open\(path|no client|belongs to no task|longtake\.from_token|"
    r"create a client|reconcile\(\) before that|api_key and |access_key|LookupError|must be a mapping"
)
PYTHON = re.compile(r"from_token|\b(?:wait|reconcile|extend)\(|\b[a-z_]+=|\boptions\b(?! of)|`task")


def test_no_message_names_an_argument_or_a_function() -> None:
    found = [
        f"{each.place}: {words}"
        for each in messages()
        if not NOT_USED.search(each.place)
        and not FOR_PROGRAMS.search(each.text)
        and PYTHON.search(words := command_words(each.text))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("the prompt is empty", "the prompt is empty"),
        (
            "kie.ai has no list of tasks; see the logs. Submit again later",
            "kie.ai has no list of tasks; see the logs",
        ),
        ("Internal error, please try again later.", "Internal error, please try again later"),
    ],
)
def test_the_first_sentence_of_a_message(message: str, sentence: str) -> None:
    assert first_sentence(message) == sentence


def test_a_number_has_its_noun() -> None:
    assert [counted(number, "credit") for number in (0.5, 1, 1.0, 60)] == [
        *("0.5 credits", "1 credit", "1 credit", "60 credits"),
    ]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "sent without a complete response: RemoteProtocolError: Server disconnected. Check it",
            "sent without a complete response: Server disconnected. Check it",
        ),
        (
            "not done. The task continues at the provider; resume it with from_token('lt2.abc') (task 1)",
            "not done (task 1)",
        ),
        (
            "to_s must be at most 9 s, got 20; pass via='kie/jobs/wan' or via='kie/jobs/kling'",
            "--to must be at most 9 s, got 20; pass --via kie/jobs/wan or --via kie/jobs/kling",
        ),
        (
            "max_credits counts credits of kie; leave out max_credits or via. Nothing was sent",
            "--max-credits counts credits of kie; leave out --max-credits or --via. Nothing was sent",
        ),
        (
            "kie/veo: options has no foo; expected any of model, seeds. Nothing was sent",
            "kie/veo: there is no parameter foo; expected any of model, seeds. Nothing was sent",
        ),
        (
            "kie/veo requires prompt. Nothing was sent",
            "kie/veo requires --prompt. Nothing was sent",
        ),
        ("state must be one of sending, got 'x'", "--state must be one of sending, got 'x'"),
        ("kie/veo: image must be a URL, got 3", "kie/veo: --image must be a URL, got 3"),
        ("--image must be a URL, got 'a'", "--image must be a URL, got 'a'"),
        (
            "no key found. Searched: the argument api_key (not given); the variable KIE_API_KEY (not set)",
            "no key found. Searched: the variable KIE_API_KEY (not set)",
        ),
        ("the image must be a URL", "the image must be a URL"),
        (
            (
                "via must be a model that takes a URL if the video is a URL or a file, got None; "
                "expected one of a"
            ),
            "SOURCE is a URL or a file, so pass --via with a model that takes a URL: one of a",
        ),
        (
            "the reference 'a' belongs to another film: prompts must be ['It swims'], got ['It runs']; pass",
            "the reference 'a' belongs to another film: --prompt must be 'It swims', got 'It runs'; pass",
        ),
        (
            "another film: options must be {}, got {'model': 'lite'}, exact must be False, got True; pass",
            "another film: --set must be none, got 'model': 'lite', leave out --exact; pass",
        ),
        (
            "kie/veo: options['seeds'] must be an integer, got True (bool). Nothing was sent",
            "kie/veo: the parameter seeds must be an integer, got true. Nothing was sent",
        ),
        (
            "options['a'] must be KlingDynamicMask or a mapping of its fields, got list. Nothing was sent",
            "the parameter a must be a JSON object, got an array. Nothing was sent",
        ),
        (
            "kie/veo: task_id is given twice, as source and in options; pass only one",
            "kie/veo: task_id is given twice, as SOURCE and as a parameter; pass only one",
        ),
        ("kie: kie has no such task: gone", "kie has no such task: gone"),
        (
            "kie has no such task to extend (`data` is null), so",
            "kie has no such task to extend, so",
        ),
        ("the body has no `code`", "the body has no 'code'"),
        (
            "'a' belongs to another request: extend with the digest 80ef, got extend with the digest 5c. Use",
            "'a' belongs to another request. Use",
        ),
        (
            "no connection to 127.0.0.1:1: ConnectError: [Errno 111] Connection refused. Nothing was sent",
            "no connection to 127.0.0.1:1: Connection refused. Nothing was sent",
        ),
        (
            "the system keyring (user 'kie': it cannot be used: NoKeyringError). Create a key",
            "the system keyring (user 'kie': it cannot be used). Create a key",
        ),
        (
            "the entry 3f2a has no task: its state is unknown. Then call reconcile()",
            "the entry 3f2a has no task: its state is unknown. Then run: longtake reconcile",
        ),
    ],
)
def test_the_words_of_the_command(message: str, words: str) -> None:
    assert command_words(message) == words
    assert command_words(words) == words


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("'abc' is not a valid float.", "must be a number, got 'abc'"),
        ("'abc' is not a valid int range.", "must be a whole number, got 'abc'"),
        ("0 is not in the range x>=1.", "must be 1 or more, got 0"),
        ("Got unexpected extra argument(s) (a.mp4)", "unexpected argument: a.mp4"),
        ("No such option: --nope", "No such option: --nope"),
    ],
)
def test_the_messages_of_typer(message: str, words: str) -> None:
    assert usage_words(message) == words
