"""The requests that the lines of a file of jobs describe, each with its reference, file and price."""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, Union, get_args, get_origin

from attrs import field, frozen

from longtake._core.callbacks import without_callback_url
from longtake._core.journal import check_reference
from longtake._core.reconcile.submission import digest_of
from longtake._core.task_kind import check_body
from longtake._providers import PROVIDERS, entry
from longtake.cli._job_files import FILE_NAMES, given_value
from longtake.cli._jobs import Line, Mistake, MistakeError, read_jobs
from longtake.cli._names import did_you_mean
from longtake.cli._ranges import range_problem
from longtake.cli._requests import published_price
from longtake.errors import InvalidRequestError
from longtake.models import MODELS
from longtake.models._arguments import (
    COMMON_NAMES,
    fitted,
    parameter_of,
    parameters_of,
    prepared_request,
    start_parameters,
    start_request,
    starts_of,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from longtake._core.provider import Provider
    from longtake._core.task_kind import Start
    from longtake.cli._clients import Clients
    from longtake.models._arguments import Parameter
    from longtake.models._model import Action, Method, ModelInfo

_ACTIONS: Final[tuple[Action, ...]] = ("generate", "extend")
_COMMON: Final = tuple(name for name in COMMON_NAMES if name != "source_url")
_NUMBERS: Final = ("duration_s",)
_TRUE: Final = ("true", "yes", "1")
_FALSE: Final = ("false", "no", "0")
_SENT: Final = " Nothing was sent"
_WORD: Final = re.compile(r"\w+")
_SUFFIX: Final = ".mp4"
_MAX_STEM: Final = 100
_HASH_DIGITS: Final = 12
_SHORT_DIGITS: Final = 8
_MAX_PROMPT: Final = 40
_DERIVED: Final = re.compile(rf"^(.*)-([0-9a-f]{{{_HASH_DIGITS}}})(?:-(\d+))?$", re.DOTALL)


@frozen(kw_only=True)
class Job:
    """A job: a request, and the file for its video.

    Attributes:
        line: The number of its line.
        model: The model, such as `kie/veo`.
        operation: `generate`, `extend` or the name of another method.
        start: The operation that is sent.
        body: The body of the request.
        reference: The reference of the submission.
        name: The name for messages: the reference if the line has one, else the number of the line.
        output: The path of the file for the video, relative to the folder of the batch.
        credits: The published price in the provider's credits, None if none is published.
    """

    line: int
    model: str
    operation: str
    start: Start = field(repr=False)
    body: object = field(repr=False)
    reference: str
    name: str
    output: str
    credits: float | None

    @property
    def provider(self) -> str:
        """Return the name of the provider."""
        return self.model.partition("/")[0]

    @property
    def digest(self) -> str:
        """Return the digest of the request, in the journal's form."""
        return digest_of(without_callback_url(self.body, self.start.address))


class Batch:
    """The jobs of a file.

    Args:
        path: The file.
        clients: The clients, whose journal has the tasks that are sources; None for no journal.
    """

    def __init__(self, path: Path, clients: Clients | None = None) -> None:
        self.path = path
        self._clients = clients
        self._operations: dict[tuple[str, str | None, bool, bool], _Operation] = {}

    def read(self) -> Generator[Job | Mistake]:
        """Yield the jobs one by one, and a `Mistake` in place of a line that is not valid.

        Raises:
            OSError: If the file cannot be read.
        """
        copies = Counter[str]()
        references: dict[str, int] = {}
        outputs: dict[str, int] = {}
        for line in read_jobs(self.path):
            if isinstance(line, Mistake):
                yield line
                continue
            try:
                job = self._job(line, copies)
                _check_unique(line, "reference", job.reference, references)
                _check_unique(line, "output", os.path.normpath(job.output), outputs)
            except MistakeError as error:
                yield error.mistake
                continue
            yield job

    def _job(self, line: Line, copies: Counter[str]) -> Job:
        model = line.fields.get("model") or line.fail("model is missing", "model")
        operation = self._operation(line, model)
        start, body = operation.request(line)
        reference = line.fields.get("reference") or self._reference(line, operation.name, copies)
        try:
            check_reference(reference)
        except InvalidRequestError as error:
            line.fail(str(error), "reference")
        return Job(
            line=line.number,
            model=model,
            operation=operation.name,
            start=start,
            body=body,
            reference=reference,
            name=line.fields.get("reference") or f"line {line.number}",
            output=_output(line, reference),
            credits=published_price(operation.provider.name, start, body),
        )

    def _operation(self, line: Line, model: str) -> _Operation:
        key = (
            model,
            line.fields.get("operation"),
            "source" in line.parameters,
            "image" in line.parameters,
        )
        if key not in self._operations:
            self._operations[key] = _find_operation(line, model, self._clients)
        return self._operations[key]

    def _reference(self, line: Line, operation: str, copies: Counter[str]) -> str:
        """Return a reference that stays the same when other lines are added, removed or moved.

        Equal lines get a number, so that each of them is a job.
        """
        content = json.dumps([line.fields["model"], operation, line.parameters], sort_keys=True)
        digest = hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()[:_HASH_DIGITS]
        copies[digest] += 1
        stem = "".join(letter if letter.isprintable() else "-" for letter in self.path.stem)
        copy = f"-{copies[digest]}" if copies[digest] > 1 else ""
        return f"{stem[:_MAX_STEM]}-{digest}{copy}"


@frozen(kw_only=True)
class _Operation:
    """An operation of a model.

    Attributes:
        name: `generate`, `extend` or the name of another method.
        provider: The provider.
        resource: The resource with the method.
        method: The method.
        info: The model and the action, None for a method that takes only its own parameters.
        clients: The clients, for the journal; None for no journal.
    """

    name: str
    provider: Provider
    resource: str
    method: Method | None
    info: tuple[ModelInfo, Action] | None
    clients: Clients | None = None

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Return the parameters of the method by name."""
        if self.info is not None and self.method is not None:
            return parameters_of(self.provider, self.info[0], self.method)
        return start_parameters(self.provider, self.resource, self.name)

    @cached_property
    def common(self) -> tuple[str, ...]:
        """Return the common names that the operation takes."""
        method = self.method
        if self.info is None or method is None:
            return ()
        found = [
            name
            for name in _COMMON
            if name != "source" and parameter_of(method, name, self.parameters)
        ]
        return (*found, *(["source"] if self.info[1] == "extend" else []))

    def request(self, line: Line) -> tuple[Start, object]:
        """Return the operation and the body of a line.

        Raises:
            MistakeError: If a value is unknown, missing or wrong.
        """
        start, body = self._prepared(line)
        problem = range_problem(body)
        if problem is not None:
            name, what = problem
            column = line.column(self._given_name(line, name))
            line.fail(f"{column} {what}", column)
        return start, body

    def _prepared(self, line: Line) -> tuple[Start, object]:
        values = {name: self._value(line, name) for name in line.parameters}
        try:
            if self.info is None:
                start, body = start_request(self.provider, self.resource, self.name, values)
            else:
                model, action = self.info
                common = {name: value for name, value in values.items() if name in self.common}
                options = {name: value for name, value in values.items() if name not in self.common}
                start, body = prepared_request(self.provider, model, action, common, options)
            check_body(start, body)
        except InvalidRequestError as error:
            message = re.sub(r"options\['(\w+)'\]", r"\1", str(error.args[0]))
            message = message.removesuffix(f".{_SENT}").removesuffix(_SENT)
            column = self._column(message)
            if column is not None and column not in line.parameters:
                given = self._given_name(line, column)
                message, column = re.sub(rf"\b{column}\b", given, message, count=1), given
            line.fail(message, column and line.column(column))
        return start, body

    def _given_name(self, line: Line, parameter: str) -> str:
        """Return the common name by which a line gives a parameter, else the parameter itself."""
        if self.method is None:
            return parameter
        for each in (each for each in line.parameters if each in self.common):
            names = ("source", "source_url") if each == "source" else (each,)
            if parameter in [parameter_of(self.method, name, self.parameters) for name in names]:
                return each
        return parameter

    def _column(self, message: str) -> str | None:
        """Return the first parameter that a message mentions."""
        known = {*self.parameters, *self.common}
        return next((word for word in _WORD.findall(message) if word in known), None)

    def _value(self, line: Line, name: str) -> object:
        """Return a value, converted from a string if the file is CSV."""
        value = line.parameters[name]
        if name not in self.common and name not in self.parameters:
            known = sorted(map(line.column, {*self.common, *self.parameters}))
            line.fail(
                f"{self.provider.name}/{self.resource.replace('.', '/')} {self.name} has no parameter "
                f"{name!r}{did_you_mean(name, known)}; expected any of {', '.join(known)}",
                name,
            )
        if name in FILE_NAMES:
            if name not in self.common or self.info is None:
                return value
            return given_value(
                line,
                name,
                provider=self.provider,
                model=self.info[0],
                method=self.method,
                clients=self.clients,
            )
        if not (line.is_text and isinstance(value, str)):
            return value
        if name in self.common and name in _NUMBERS:
            return _number(line, name, value)
        hint = self._hint(name)
        for converted in _readings(value, hint):
            try:
                return fitted(converted, hint)
            except ValueError:
                continue
        try:
            return fitted(value, hint)
        except ValueError as error:
            line.fail(f"{name} {error}", line.column(name))

    def _hint(self, name: str) -> object:
        method = self.method
        if name in self.common and method is not None:
            name = parameter_of(method, name, self.parameters) or name
        return self.parameters[name].hint


def _find_operation(line: Line, model: str, clients: Clients | None) -> _Operation:
    name = line.fields.get("operation")
    info = MODELS.get(model)
    if name is None:
        name = "extend" if "source" in line.parameters else "generate"
    provider_name, _, rest = model.partition("/")
    if provider_name not in PROVIDERS or not rest:
        _fail_unknown(line, model)
    provider, resource = entry(provider_name).provider, rest.replace("/", ".")
    if info is not None and name in _ACTIONS:
        action: Action = "extend" if name == "extend" else "generate"
        method = info.method(action, with_image="image" in line.parameters)
        if method is not None:
            return _Operation(
                name=name,
                provider=provider,
                resource=resource,
                method=method,
                info=(info, action),
                clients=clients,
            )
    starts = starts_of(provider, resource)
    if not starts:
        _fail_unknown(line, model)
    if name not in starts:
        able = [each for each in _ACTIONS if info is not None and info.method(each)]
        known = list(dict.fromkeys([*able, *starts]))
        line.fail(
            f"{model} has no operation {name!r}{did_you_mean(name, known)}; "
            f"expected one of {', '.join(known)}",
            "operation",
        )
    return _Operation(name=name, provider=provider, resource=resource, method=None, info=None)


def _fail_unknown(line: Line, model: str) -> NoReturn:
    line.fail(
        f"unknown model {model!r}{did_you_mean(model, MODELS)}; expected one of {', '.join(MODELS)}, "
        "or another resource",
        "model",
    )


def _output(line: Line, reference: str) -> str:
    """Return the path of the file for the video of a job. A path that ends with a slash is a folder.

    The default is the reference of the line, or the beginning of the prompt and of the content's digest. It
    stays the same when other lines are added, removed or moved.
    """
    given, stem = line.fields.get("output", ""), reference
    if not line.fields.get("reference"):
        words = _WORD.findall(str(line.parameters.get("prompt", "")).lower())
        start = "-".join(words)[:_MAX_PROMPT].strip("-") or "video"
        _, digest, copy = _DERIVED.findall(reference)[0]
        # Further videos of a task end with a number, so that of an equal line comes before the digest.
        stem = "-".join(filter(None, [start, copy, digest[:_SHORT_DIGITS]]))
    name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in stem)
    default = f"{name.lstrip('.') or 'video'}{_SUFFIX}"
    if not given:
        return default
    return str(Path(given) / default) if given.endswith(("/", "\\")) else given


def _check_unique(line: Line, column: str, value: str, lines: dict[str, int]) -> None:
    before = lines.setdefault(value, line.number)
    if before != line.number:
        line.fail(
            f"{column} must be different in each line, got {value!r}, which line {before} also has",
            column,
        )


def _number(line: Line, name: str, text: str) -> float:
    try:
        return _finite(text)
    except ValueError:
        line.fail(f"{name} must be a number of seconds, got {text[:40]!r}", name)


def _finite(text: str) -> float:
    number = float(text)
    if math.isfinite(number):
        return number
    raise ValueError(text)


def _readings(text: str, hint: Any) -> Generator[object]:  # noqa: ANN401 - any annotation
    """Yield the possible values of a cell for a parameter with this annotation."""
    origin, plain = get_origin(hint), text.strip()
    if origin is Literal:
        yield from (each for each in get_args(hint) if _shown(each) == plain.casefold())
        # Two choices may differ only in case.
        yield from (each for each in get_args(hint) if str(each) == plain)
    elif origin in {Union, type(int | str)}:
        # A string is the last resort.
        for each in sorted(get_args(hint), key=lambda each: each is str):
            yield from _readings(text, each)
    elif hint is bool:
        yield from [True for _ in "1" if plain.casefold() in _TRUE]
        yield from [False for _ in "1" if plain.casefold() in _FALSE]
    elif hint is str:
        yield text
    elif hint is int:
        yield from _parsed(int, plain)
    elif hint is float:
        yield from _parsed(_finite, plain)
    elif origin is list:
        yield from (_parsed(json.loads, plain) if plain.startswith("[") else _single(plain, hint))
    else:
        yield from _parsed(json.loads, plain)


def _single(text: str, hint: Any) -> Generator[object]:  # noqa: ANN401 - any annotation
    for item in _readings(text, get_args(hint)[0]):
        yield [item]


def _shown(choice: object) -> str:
    return str(choice).casefold()


def _parsed(parse: Any, text: str) -> Generator[object]:  # noqa: ANN401 - a function
    try:
        yield parse(text)
    except (ValueError, RecursionError):
        return
