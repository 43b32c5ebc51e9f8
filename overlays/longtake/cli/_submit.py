"""`longtake generate` and `longtake extend`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer
from attrs import define, field

from longtake._core.journal import recorded_request as journal_request
from longtake._providers import entry as provider_entry
from longtake.cli import _complete
from longtake.cli._context import current
from longtake.cli._declarations import SubmitOptions
from longtake.cli._errors import CommandError, message_of
from longtake.cli._files import (
    check_output,
    example_urls,
    given_files,
    given_source,
    source_of,
    source_words,
    uploaded,
)
from longtake.cli._names import unknown_model
from longtake.cli._objects import model_of
from longtake.cli._options import check_required, option_command
from longtake.cli._ranges import range_problem
from longtake.cli._requests import check_price, print_request, published_price, recorded_request
from longtake.cli._signatures import flag, method_named, model_options, shown_in, text_of
from longtake.cli._typer import CommandGroup
from longtake.cli._waiting import finished, submitting
from longtake.errors import InvalidRequestError, NotFoundError
from longtake.models import MODELS
from longtake.models._arguments import find_model, parameter_of, parameters_of, prepared_request
from longtake.models._videos import takes_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typer._click import Command  # pyright: ignore[reportPrivateUsage]

    from longtake import Entry, Task, Video
    from longtake._shell.client import SyncClient
    from longtake.cli._context import Cli
    from longtake.cli._signatures import OptionSpec
    from longtake.models import ModelInfo
    from longtake.models._model import Action

_NOT_CREATED: Final = ("refused", "not_created")
_FAILED: Final = ("failed", "cancelled")
_COMMON: Final = "Common parameters"
_OPTION_NAME: Final = re.compile(r"options\['(\w+)'\]")


@define(kw_only=True)
class Submission:
    """A request of `generate` or `extend`, before it is sent.

    Attributes:
        model: The model.
        action: `generate` or `extend`.
        common: The values by common names.
        options: The values by the provider's own names.
        resolution: The resolution of the source, None if it is unknown.
    """

    model: ModelInfo
    action: Action
    common: dict[str, Any]
    options: dict[str, Any] = field(factory=dict[str, Any])
    resolution: str | None = None

    @property
    def name(self) -> str:
        """Return the name of the model at its provider, such as `veo`."""
        return self.model.name.partition("/")[2]

    @property
    def command(self) -> str:
        """Return the command, for messages."""
        return f"longtake {self.action} {self.model.name}"

    def checked(self) -> float | None:
        """Check the values. Return the published price in credits, None if there is none.

        Raises:
            CommandError: If a value is missing, wrong or not supported.
        """
        provider = provider_entry(self.model.provider).provider
        try:
            start, body = prepared_request(
                provider, self.model, self.action, self.common, self.options, uploads=True
            )
        except InvalidRequestError as error:
            raise CommandError(
                _OPTION_NAME.sub(lambda found: flag(found[1]), str(error)),
                f"Run: {self.command} --help",
            ) from error
        problem = range_problem(body)
        if problem is not None:
            name, what = problem
            method = self.model.method(self.action, with_image="image" in self.common)
            if method is not None:
                own = parameters_of(provider, self.model, method)
                given = (each for each in self.common if parameter_of(method, each, own) == name)
                name = next(given, name)
            raise CommandError(
                f"{flag(name)} {what}. Nothing was sent",
                f"Run: {self.command} --help",
            )
        return published_price(self.model.provider, start, body, self.resolution)

    def send(self, client: SyncClient[Any], options: SubmitOptions | None = None) -> Task:
        """Submit the request.

        Args:
            client: The client.
            options: The options of the command; None: no reference.
        """
        send: Callable[..., Task] = getattr(client, self.action)
        return send(
            self.name,
            options=self.options,
            reference=options and options.reference,
            retry_failed=options is not None and options.retry_failed,
            **self.common,
        )


class Generate(CommandGroup):
    """The command `longtake generate`. Each model is a command of it."""

    examples = ('longtake generate kie/veo --prompt "A dog runs" -o a.mp4',)
    required = "MODEL"

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return the models."""
        return _sections("generate")

    def load(self, name: str) -> Command | None:
        """Return the command of a model."""
        model = _found(name, "generate")
        return option_command(
            lambda values, options: _submit(model, "generate", values, options),
            name=name,
            text=_text(model, "generate", "Make a first video"),
            own=SubmitOptions,
            options=_options(model, "generate"),
        )


class Extend(CommandGroup):
    """The command `longtake extend`. Each model and each task is a command of it."""

    examples = (
        'longtake extend 3f2a --prompt "It swims" -o b.mp4',
        'longtake extend kie/veo TASK_ID --prompt "It swims"',
        "longtake extend kie/jobs/pixverse a.mp4 --prompt Swim",
    )
    required = "TASK or MODEL"

    def complete(self) -> _complete.Found:
        """Return the models and the tasks."""
        return [*super().complete(), *_complete.tasks()]

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return the models."""
        return _sections("extend")

    def load(self, name: str) -> Command | None:
        """Return the command of a model, or of a task of the journal."""
        if "/" not in name and _is_task(name):
            return _task_command(name)
        model = _found(name, "extend")
        return option_command(
            lambda values, options: _submit(model, "extend", values, options),
            name=name,
            text=_text(model, "extend", "Extend a video"),
            own=SubmitOptions,
            options=_options(model, "extend"),
            arguments={"source": _source_argument(model)},
        )


generate = Generate(
    name="generate",
    help="Make a first video.",
    options_metavar="",
    subcommand_metavar="MODEL [OPTIONS]",
    epilog="For the options of a model, run: longtake generate MODEL --help",
    rich_markup_mode=None,
)

extend = Extend(
    name="extend",
    help="Extend a video.\n\n"
    "Pass a TASK to extend its video with the model that made it. Or pass a MODEL and a SOURCE: the "
    "provider's id of the video, or for some models a URL or a file.",
    options_metavar="",
    subcommand_metavar="TASK [OPTIONS] | MODEL SOURCE [OPTIONS]",
    epilog="For the options of a model, run: longtake extend MODEL --help",
    rich_markup_mode=None,
)


def _source_argument(model: ModelInfo) -> object:
    """Return the declaration of SOURCE, with what the model takes."""
    kinds = ["a TASK", *(f"the video's {each}" for each in source_words(model))]
    if takes_url(model):
        kinds.append("a file")
    text = f"The video to extend: {', '.join(kinds[:-1])} or {kinds[-1]}."
    return Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help=text, autocompletion=_complete.tasks, show_default=False
        ),
    ]


def _submit(
    model: ModelInfo, action: Action, values: dict[str, Any], options: SubmitOptions
) -> int:
    """Submit a request with a model, or print it."""
    cli = current()
    cli.model = model.name
    specs = model_options(model, action)
    names = {"source", *(spec.name for spec in specs if spec.is_common)}
    common = {name: value for name, value in values.items() if name in names}
    own = {name: value for name, value in values.items() if name not in common}
    if action == "extend":
        common["source"] = given_source(cli.clients, common["source"])
    common = given_files(model, common)
    submission = Submission(model=model, action=action, common=common, options=own)
    check_required(specs, values, model.name, f"{submission.command} --help")
    price = submission.checked()
    if options.dry_run:
        for name, url in example_urls(model, action, common).items():
            cli.output.note(f"{common[name]} would be uploaded first. {url} stands for its URL.")
            submission.common = {**submission.common, name: url}
        request = recorded_request(cli, model.provider, submission.send)
        print_request(cli, request, price)
        return 0
    check_price(price, options.max_credits, submission.command.removeprefix("longtake "))
    check_output(options.output, overwrite=options.overwrite)
    client = cli.clients.client(model.provider)
    with submitting():
        for name, url in _sent_urls(cli, submission, options).items():
            cli.output.note(f"{common[name]} is not uploaded again. The reference has sent it.")
            submission.common = {**submission.common, name: url}
        submission.common = uploaded(cli, client, model, action, submission.common)
        try:
            task = submission.send(client, options)
        except NotFoundError as error:
            if action == "generate":
                raise
            raise CommandError(
                message_of(error, model.name),
                f"Check SOURCE. {model.name} takes the video's {' or '.join(source_words(model))}.",
            ) from error
    return finished(cli, task, options)


def _sent_urls(cli: Cli, submission: Submission, options: SubmitOptions) -> dict[str, str]:
    """Return the URLs of local files in the request that the reference has sent, by common names.

    A file that is uploaded again has another URL, and so would belong to another request.
    """
    examples = example_urls(submission.model, submission.action, submission.common)
    if not examples or options.reference is None or not cli.clients.has_journal:
        return {}
    found = cli.clients.journal.tasks(reference=options.reference, model=submission.model.provider)
    if not found:
        return {}
    last = found[-1]
    if last.state in _NOT_CREATED or (options.retry_failed and last.state in _FAILED):
        # The journal accepts another request.
        return {}
    draft = prepared_request(
        provider_entry(submission.model.provider).provider,
        submission.model,
        submission.action,
        {**submission.common, **examples},
        submission.options,
    )[1]
    body = journal_request(draft, ())
    urls = {name: _sent_value(url, body, last.request) for name, url in examples.items()}
    return {name: url for name, url in urls.items() if url is not None}


def _sent_value(wanted: str, draft: object, sent: object) -> str | None:
    """Return the string in a sent request at the place where a draft has the wanted one."""
    pairs: Iterable[tuple[object, object]] = ()
    if draft == wanted:
        return sent if isinstance(sent, str) else None
    if isinstance(draft, dict) and isinstance(sent, Mapping):
        members = cast("Mapping[object, object]", sent)
        pairs = (
            (value, members.get(name))
            for name, value in cast("dict[object, object]", draft).items()
        )
    elif isinstance(draft, list) and isinstance(sent, list):
        pairs = zip(cast("list[object]", draft), cast("list[object]", sent), strict=False)
    return next(filter(None, (_sent_value(wanted, *pair) for pair in pairs)), None)


def _task_command(name: str) -> Command:
    """Return the command that extends the video of a task."""
    found = current().clients.entry(name)
    model = model_of(found)
    info = find_model(model, "extend") if model in MODELS else None
    shown: list[tuple[str, OptionSpec]] = []
    if info is not None and info.extend is not None:
        # The library sets this parameter from the video.
        index = info.extend.index
        shown = [each for each in _options(info, "extend") if each[1].name != index]
    return option_command(
        lambda values, options: _extend_task(found, info, values, options),
        name=name,
        text=f"Extend the video of the task {found.id} with {model}.",
        own=SubmitOptions,
        options=shown,
    )


def _extend_task(
    found: Entry, model: ModelInfo | None, values: dict[str, Any], options: SubmitOptions
) -> int:
    cli = current()
    cli.model = model_of(found)
    specs = [] if model is None else model_options(model, "extend")
    names = {spec.name for spec in specs if spec.is_common}
    common = {name: value for name, value in values.items() if name in names}
    own = {name: value for name, value in values.items() if name not in names}
    price = None
    submission = None
    if model is not None:
        resolution = found.videos[0].resolution if found.videos else None
        submission = Submission(
            model=model,
            action="extend",
            common={"source": source_of(found), **common},
            options=own,
            resolution=resolution,
        )
        index = model.extend and model.extend.index
        asked = [spec for spec in specs if spec.name != index]
        check_required(asked, values, model.name, f"longtake extend {found.id} --help")
        price = submission.checked()
    if options.dry_run:
        if submission is None:
            raise CommandError(
                f"the task {found.id} must be of a model that extends videos, got the operation "
                f"{found.operation}",
                "Name a model: longtake extend MODEL SOURCE",
            )
        request = recorded_request(cli, found.provider, submission.send)
        print_request(cli, request, price)
        return 0
    check_price(price, options.max_credits, f"extend {model_of(found)}")
    check_output(options.output, overwrite=options.overwrite)
    client = cli.clients.client(found.provider)
    with submitting():
        task = _video(found, client).extend(
            **common,
            options=own,
            reference=options.reference,
            retry_failed=options.retry_failed,
        )
    return finished(cli, task, options)


def _video(found: Entry, client: SyncClient[Any]) -> Video:
    """Return the video of a task of the journal.

    Raises:
        CommandError: If the task has not ended.
        TaskFailedError: If it failed.
    """
    task = found.task(client)
    snapshot = task.status()
    if not snapshot.state.ended:
        raise CommandError(
            f"the task {found.id} has not ended: it is {snapshot.state.value}",
            f"Run: longtake wait {found.id}",
        )
    return task.videos[0]


def _found(name: str, action: Action) -> ModelInfo:
    """Return a model.

    Raises:
        CommandError: If there is no such model, or the model does not support the action.
    """
    if name not in MODELS:
        able = [each.name for each in MODELS.values() if each.method(action)]
        raise unknown_model(name, able, f"longtake {action} --help")
    try:
        return find_model(name, action)
    except InvalidRequestError as error:
        raise CommandError(str(error), f"Run: longtake {action} --help") from error


def _is_task(name: str) -> bool:
    """Return whether an argument without a slash is the id or token of a task, not a model's last part."""
    return not any(model.endswith(f"/{name}") for model in MODELS)


def _sections(action: Action) -> dict[str, dict[str, str]]:
    """Return the models that support an action, with their titles."""
    return {
        "Models": {
            model.name: f"{model.title} (withdrawn)" if model.is_withdrawn else model.title
            for model in MODELS.values()
            if model.method(action) is not None
        }
    }


def _options(model: ModelInfo, action: Action) -> list[tuple[str, OptionSpec]]:
    """Return the options of a model, each with its section."""
    return [
        (_COMMON if spec.is_common else f"Parameters of {model.name}", spec)
        for spec in model_options(model, action)
    ]


def _text(model: ModelInfo, action: Action, purpose: str) -> str:
    """Return the help of a model's command."""
    about = text_of(method_named(model, action), shown_in(model, action))
    return "\n\n".join(filter(None, [f"{purpose} with {model.title}.", model.advice, about]))
