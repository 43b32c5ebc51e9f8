"""The exit status and the advice of every class of errors."""

from __future__ import annotations

import inspect

import pytest

import longtake.errors
from longtake.cli._errors import REPORTED, CommandError, Status, problem_of, reported_as
from longtake.errors import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    JournalError,
    LongtakeError,
    MissingCredentialsError,
    NotPicklableError,
    RateLimitError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    TaskRejectedError,
    TaskTimeoutError,
)
from longtake.interruptions import InterruptedBatch

CLASSES = sorted(
    (
        kind
        for _, kind in inspect.getmembers(longtake.errors, inspect.isclass)
        if issubclass(kind, LongtakeError)
    ),
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_has_a_status_and_an_advice(kind: type[LongtakeError]) -> None:
    problem = problem_of(kind("it failed", provider="kie"), "3f2a")
    assert problem.what == "kie: it failed"
    assert problem.status in set(Status)
    assert problem.todo
    assert "{" not in problem.todo
    # The status of a class is that of its most specific base class in the table.
    bases = [base for base in REPORTED if issubclass(kind, base)]
    assert not [
        base for base in bases if base is not _reported(kind) and issubclass(base, _reported(kind))
    ]


def _reported(kind: type[LongtakeError]) -> type[LongtakeError]:
    return next(base for base in kind.__mro__ if base in REPORTED)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (NotPicklableError, 2),
        (AuthenticationError, 3),
        (InsufficientCreditsError, 4),
        (RateLimitError, 5),
        (longtake.errors.MissingFileError, 6),
        (longtake.errors.TaskExpiredError, 6),
        (TaskRejectedError, 7),
        (TaskTimeoutError, 8),
        (longtake.errors.DownloadTimeoutError, 8),
        (SubmitOutcomeUnknown, 9),
        (InterruptedBatch, 1),
    ],
)
def test_the_statuses_are_those_of_the_documentation(
    kind: type[LongtakeError], status: int
) -> None:
    assert reported_as(kind)[0] == status


def test_the_advice_names_the_task() -> None:
    error = TaskTimeoutError("not done", token="lt2.abc")
    assert problem_of(error).todo.endswith("Run: longtake wait lt2.abc")
    assert problem_of(error, "3f2a").todo.endswith("Run: longtake wait 3f2a")


@pytest.mark.parametrize(
    ("message", "model", "todo"),
    [
        (
            "Kling refused a parameter; correct it",
            "kling/kling",
            "Correct the values. To list those that kling/kling takes, run: longtake models kling/kling",
        ),
        ("the file is empty", "", "Correct the values. For help, run: longtake call --help"),
        ("the journal x has no entry with the id 'zz'; check the id", "", "Run: longtake tasks"),
        ("via must be a model that takes a URL, got 'nope'", "", "Run: longtake models"),
        ("state must be one of sending, got 'foo'", "", "Run: longtake call --help"),
        (
            "the profile 'nope' cannot be read from a.toml: the file does not exist",
            "kie/veo",
            "Choose another --profile. To list the keys, run: longtake auth list",
        ),
        (
            "a.toml is not valid TOML; correct it",
            "kie/veo",
            "Correct the configuration file, and run the command again.",
        ),
        (
            "the environment variable KIE_BASE_URL must be an http or https URL, got 'nonsense'",
            "kie/veo",
            "Correct the environment variable, and run the command again.",
        ),
        ("requires prompt. Nothing was sent", "kie/veo", "Run: longtake call --help"),
        (
            "config.toml has no profile 'nope'; expected one of default",
            "kie/veo",
            "Choose another --profile. To list the keys, run: longtake auth list",
        ),
    ],
)
def test_the_advice_fits_the_refused_input(message: str, model: str, todo: str) -> None:
    error = InvalidRequestError(message)
    problem = problem_of(error, model=model, help_command="longtake call --help")
    assert (problem.todo, problem.status) == (todo, 2)


@pytest.mark.parametrize(
    ("message", "todo"),
    [
        (
            "the key from the environment variable KIE_API_KEY contains spaces",
            "Correct the environment variable, and run the command again.",
        ),
        (
            "the secret key from the environment variables A and B contains spaces",
            "Correct the environment variable, and run the command again.",
        ),
        (
            "the environment variable KLING_ACCESS_KEY is set but the other is not: set both or neither",
            "Correct the environment variable, and run the command again.",
        ),
        (
            "the key from the system keyring (service 'longtake', user 'kie') contains spaces",
            "Replace the key. Run: longtake auth set PROVIDER",
        ),
        (
            "the key from [profiles.default.kie] in config.toml contains spaces",
            "Correct the configuration file, and run the command again.",
        ),
    ],
)
def test_a_malformed_key_has_the_status_of_keys(message: str, todo: str) -> None:
    problem = problem_of(InvalidRequestError(message), model="kie/veo")
    assert (problem.todo, problem.status) == (todo, 3)


def test_a_file_that_cannot_be_written_is_not_wrong_usage() -> None:
    message = "'a.mp4' cannot be written: No space left on device; pass another path"
    problem = problem_of(InvalidRequestError(message, token="lt2.abc"), "3f2a")
    assert problem.status == 1
    assert problem.todo.endswith("Run: longtake download 3f2a -o FILE")
    problem = problem_of(InvalidRequestError(message))
    assert (problem.todo, problem.status) == ("Choose another path with --output.", 1)


def test_a_task_that_exists_is_not_submitted_again() -> None:
    error = ServiceUnavailableError("no connection", token="lt2.abc")
    assert problem_of(error, "3f2a").todo == "The task exists. Later, run: longtake wait 3f2a"
    assert "again later" in problem_of(ServiceUnavailableError("no connection")).todo


def test_the_model_replaces_the_task_kind() -> None:
    error = TaskTimeoutError("not done", provider="kie", kind="jobs")
    assert problem_of(error, model="kie/jobs/wan").what == "kie/jobs/wan: not done"
    assert problem_of(error, model="kling/kling").what == "kie/jobs: not done"
    assert problem_of(error).what == "kie/jobs: not done"
    # Of these tasks, there is only one model.
    error = TaskTimeoutError("not done", provider="kling", kind="kling-text-to-video")
    assert problem_of(error).what == "kling/kling: not done"


def test_a_missing_extra_has_its_own_status() -> None:
    problem = problem_of(
        JournalError("the journal x needs psycopg: pip install 'longtake[postgres]'")
    )
    assert (problem.todo, problem.status) == ("Run: pip install 'longtake[postgres]'", 10)
    # It lists the keyring among the places that were searched.
    missing = MissingCredentialsError("no key: pip install 'longtake[keyring]'", provider="kie")
    assert problem_of(missing).status == 3


def test_other_errors_are_two_lines_as_well() -> None:
    problem = problem_of(FileNotFoundError(2, "No such file or directory", "jobs.csv"))
    assert (problem.what, problem.status) == ("jobs.csv: No such file or directory", 1)
    problem = problem_of(ZeroDivisionError("division by zero"))
    assert problem.what == "ZeroDivisionError: division by zero"
    assert "--debug" in problem.todo
    assert problem_of(KeyboardInterrupt()).status == 130
    problem = problem_of(CommandError("wrong", "Correct it.", Status.KEY))
    assert (problem.what, problem.todo, problem.status) == ("wrong", "Correct it.", 3)
