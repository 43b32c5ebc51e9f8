"""`longtake call`: every operation of each client, by the provider's own names."""

from __future__ import annotations

import inspect
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import evolve, frozen

from longtake import Task
from longtake._providers import PROVIDERS, entry
from longtake.cli._context import current
from longtake.cli._declarations import PlainOptions, SubmitOptions, TaskOptions
from longtake.cli._errors import CommandError
from longtake.cli._files import check_output
from longtake.cli._messages import help_words
from longtake.cli._names import unknown_model
from longtake.cli._objects import plain_value
from longtake.cli._options import check_required, option_command
from longtake.cli._progress import Progress
from longtake.cli._ranges import range_problem
from longtake.cli._requests import check_price, print_request, published_price, recorded_request
from longtake.cli._signatures import OptionSpec, flag, parameters, summary_of, text_of
from longtake.cli._typer import CommandGroup
from longtake.cli._waiting import finished, submitting
from longtake.models._arguments import method_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typer._click import Command  # pyright: ignore[reportPrivateUsage]

    from longtake._core.task_kind import Start
    from longtake._shell.client import SyncClient
    from longtake.cli._signatures import ApiParameter

_TASK_TYPES: Final = ("K", "T", "Task")
_FILE: Final = "file"
_UPLOAD: Final = ("files", "upload")
# The command's own --timeout is for the wait.
_NOT_OFFERED: Final = ("timeout",)


@frozen(kw_only=True)
class Operation:
    """A method of a client.

    Attributes:
        provider: The provider.
        resource: The path of the resource, such as `jobs.veo`.
        name: The name of the method.
        method: The method of a client without a key, for its signature.
        is_start: Whether it starts a task.
    """

    provider: str
    resource: str
    name: str
    method: Callable[..., Any]
    is_start: bool

    @property
    def returns_task(self) -> bool:
        """Return whether it returns a task."""
        return inspect.signature(self.method).return_annotation in _TASK_TYPES

    @property
    def full_name(self) -> str:
        """Return the name for messages, such as `kie/veo get_1080p`."""
        return f"{self.resource_name} {self.name}"

    @property
    def resource_name(self) -> str:
        """Return the name of the resource, such as `kie/veo`."""
        return f"{self.provider}/{self.resource.replace('.', '/')}"

    @property
    def shown(self) -> dict[str, str]:
        """Return the options by the parameters that they stand for."""
        return {name: flag(name) for name in parameters(self.method)}

    def options(self) -> list[OptionSpec]:
        """Return the options for its parameters."""
        shown = self.shown
        return [
            _file_option(each) if each.name == _FILE else _option(each, shown)
            for each in parameters(self.method).values()
            if each.name not in _NOT_OFFERED
        ]

    def call(self, values: Mapping[str, Any], client: SyncClient[Any]) -> object:
        """Call it with a client."""
        method: Callable[..., object] = attrgetter(f"{self.resource}.{self.name}")(client)
        return method(**values)


class Resources:
    """The resources of a provider's client, and their operations."""

    def __init__(self, provider: str) -> None:
        self.provider = provider

    @cached_property
    def _client(self) -> SyncClient[Any]:
        # It sends nothing. Its methods are inspected, and never called.
        return entry(self.provider).client("no-key", journal="off")

    @cached_property
    def summaries(self) -> dict[str, str]:
        """Return the first line of each resource's documentation, by the path of the resource."""
        return dict(self._walk(self._client, ""))

    def operations(self, resource: str) -> list[Operation]:
        """Return the operations of a resource."""
        found: object = attrgetter(resource)(self._client)
        prepare = getattr(found, "prepare", None)
        return [
            Operation(
                provider=self.provider,
                resource=resource,
                name=name,
                method=getattr(found, name),
                is_start=hasattr(prepare, name),
            )
            for name, member in inspect.getmembers_static(type(found), inspect.isfunction)
            if not name.startswith("_") and member.__doc__
        ]

    def _walk(self, owner: object, path: str) -> Iterator[tuple[str, str]]:
        for name, member in inspect.getmembers_static(type(owner)):
            if (
                name in {"client", "prepare"}
                or name.startswith("_")
                or not isinstance(member, cached_property)
            ):
                continue
            yield f"{path}{name}", (member.__doc__ or "").partition("\n")[0]
            yield from self._walk(getattr(owner, name), f"{path}{name}.")


class Call(CommandGroup):
    """The command `longtake call`. Each resource is a command of it."""

    examples = (
        "longtake call kie/account credits",
        "longtake call kie/veo get_1080p --task-id ID -o a.mp4",
    )
    required = "MODEL"

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return the resources of all providers."""
        return {
            provider: {
                f"{provider}/{path.replace('.', '/')}": line
                for path, line in Resources(provider).summaries.items()
            }
            for provider in PROVIDERS
        }

    def load(self, name: str) -> Command | None:
        """Return the command of a resource."""
        provider, _, path = name.partition("/")
        if provider not in PROVIDERS:
            raise unknown_model(
                name,
                [each for section in self.sections().values() for each in section],
                "longtake call --help",
            )
        resources, resource = Resources(provider), path.replace("/", ".")
        if resource not in resources.summaries:
            known = [f"{provider}/{each.replace('.', '/')}" for each in resources.summaries]
            raise unknown_model(name, known, "longtake call --help")
        made = ResourceGroup(
            name=name,
            help=resources.summaries[resource],
            options_metavar="",
            subcommand_metavar="OPERATION [OPTIONS]",
            rich_markup_mode=None,
        )
        made.operations = {each.name: each for each in resources.operations(resource)}
        return made


class ResourceGroup(CommandGroup):
    """A resource. Each operation is a command of it."""

    operations: Mapping[str, Operation]
    required = "OPERATION"

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return the operations."""
        lines = {name: summary_of(each.method) for name, each in self.operations.items()}
        return {"Operations": lines}

    def load(self, name: str) -> Command | None:
        """Return the command of an operation."""
        operation = self.operations.get(name)
        if operation is None:
            return None
        own: Callable[..., Any] = PlainOptions
        if operation.is_start:
            own = SubmitOptions
        elif operation.returns_task:
            own = TaskOptions
        return option_command(
            partial(_run, operation),
            name=name,
            text=f"{summary_of(operation.method)}\n\n{text_of(operation.method, operation.shown)}",
            own=own,
            options=[("Parameters", spec) for spec in operation.options()],
        )


call = Call(
    name="call",
    help="Call any other operation of a provider.",
    options_metavar="",
    subcommand_metavar="MODEL OPERATION [OPTIONS]",
    epilog="For the operations of a model, run: longtake call MODEL --help",
    rich_markup_mode=None,
)


def _run(
    operation: Operation,
    values: dict[str, Any],
    options: SubmitOptions | TaskOptions | PlainOptions,
) -> int:
    cli = current()
    cli.model = operation.resource_name
    specs = operation.options()
    check_required(
        specs, values, operation.full_name, f"longtake call {operation.full_name} --help"
    )
    given = {
        name: _file(operation, value) if name == _FILE else value for name, value in values.items()
    }
    price = _price(operation, given)
    if options.dry_run:
        request = recorded_request(cli, operation.provider, partial(operation.call, given))
        print_request(cli, request, price, is_charged=operation.is_start)
        return 0
    if isinstance(options, SubmitOptions):
        check_price(price, options.max_credits, operation.full_name)
        given |= {"reference": options.reference, "retry_failed": options.retry_failed}
    if isinstance(options, TaskOptions):
        check_output(options.output, overwrite=options.overwrite)
    client = cli.clients.client(operation.provider)
    with submitting():
        result = _called(operation, given, client)
    if isinstance(result, Task) and isinstance(options, TaskOptions):
        return finished(cli, result, options)
    value = plain_value(result)
    if cli.json:
        cli.output.emit(
            "result", model=operation.resource_name, operation=operation.name, value=value
        )
    else:
        cli.output.readable(value)
    return 0


def _called(operation: Operation, given: dict[str, Any], client: SyncClient[Any]) -> object:
    """Call an operation. Show the progress of an upload."""
    if (operation.resource, operation.name) != _UPLOAD:
        return operation.call(given, client)
    with Progress(current().output) as progress:
        name = str(given["file"])
        progress.add("upload", Path(name).name, "uploading")

        def report(done: int, total: int | None) -> None:
            progress.update("upload", "uploading", progress=done / total if total else None)

        stored = operation.call({**given, "progress": report}, client)
        progress.update("upload", "uploaded", progress=1.0)
        return stored


def _price(operation: Operation, values: Mapping[str, Any]) -> float | None:
    """Check the numbers of an operation, and return its published price, None if there is none.

    Raises:
        CommandError: If a number is outside the range of the provider's specification.
    """
    if not operation.is_start:
        return None
    provider = entry(operation.provider).provider
    request = method_of(provider.resources, f"{operation.resource}.prepare.{operation.name}")
    start, body = cast("tuple[Start, object]", request(**values))
    problem = range_problem(body)
    if problem is not None:
        name, what = problem
        raise CommandError(
            f"{flag(name)} {what}. Nothing was sent",
            f"Run: longtake call {operation.full_name} --help",
        )
    return published_price(operation.provider, start, body)


def _option(parameter: ApiParameter, shown: Mapping[str, str]) -> OptionSpec:
    return OptionSpec(
        name=parameter.name,
        is_common=False,
        hints=(parameter.hint,),
        default=parameter.default,
        is_required=parameter.is_required,
        description=help_words(parameter.description, shown),
    )


def _file_option(parameter: ApiParameter) -> OptionSpec:
    """Return the option for a file, which the library also takes as an object."""
    option = evolve(_option(parameter, {}), hints=(str,), metavar="FILE")
    if not _takes_urls(parameter):
        return option
    description = "A local file, or an http or https URL, which the provider fetches."
    return evolve(option, metavar="FILE|URL", description=description)


def _takes_urls(file: ApiParameter) -> bool:
    """Return whether a method takes a URL for a file. The generated methods take only an open file."""
    return file.hint is Any


def _file(operation: Operation, value: str) -> object:
    """Return the path of a file, a URL unchanged, or an open file in its generated class.

    Raises:
        CommandError: If the file does not exist.
    """
    parameter = parameters(operation.method)[_FILE]
    takes_urls = _takes_urls(parameter)
    if takes_urls and "://" in value:
        return value
    path = Path(value)
    if not path.is_file():
        raise CommandError(f"--file must be an existing file, got {value!r}", "Check the path.")
    return path if takes_urls else parameter.hint(payload=path.open("rb"), file_name=path.name)
