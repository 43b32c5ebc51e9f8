"""Every operation of every specification is called, with both clients, and returns what its type says.

Operations that start tasks have scenarios, which run many tests more; the others are called here.
"""

from __future__ import annotations

import builtins
import inspect
import io
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_origin, get_type_hints

import pytest
from attrs import frozen

from longtake import AsyncTask, Task
from longtake._providers import PROVIDERS
from longtake_kie.types import File
from scripts.operations_page import operations_of
from tests.helpers.scenarios import SCENARIOS, each_operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from longtake._providers import ProviderName
    from longtake_pytest import ServedEmulator
    from tests.helpers.scenarios import Scenario

ARGUMENTS: Final[dict[str, Callable[[], Any]]] = {
    "base64_data": lambda: "aGVsbG8=",
    "end_time": lambda: 1767312000000,
    "file": lambda: File(payload=io.BytesIO(b"hello"), file_name="dog.png"),
    "file_url": lambda: "https://films.test/dog.png",
    "limit": lambda: 10,
    "model": lambda: "grok-imagine/extend",
    "offset": lambda: 0,
    "start_time": lambda: 1767225600000,
    "upload_path": lambda: "images",
    "url": lambda: "https://films.test/dog.mp4",
}
"""Values of required parameters, by name."""


@frozen
class Plain:
    """An operation that starts no task.

    Attributes:
        provider: The provider.
        name: The resource and the method.
        starts: The operations whose tasks it reads, if it takes the id of a task.
    """

    provider: ProviderName
    name: str
    starts: tuple[Scenario, ...]

    def __str__(self) -> str:
        return f"{self.provider}.{self.name}"


def plain_operations() -> Iterator[Plain]:
    for provider in PROVIDERS:
        scenarios = [one for one in SCENARIOS.values() if one.provider == provider]
        for operation in operations_of(provider):
            if operation.name not in {one.method for one in scenarios}:
                resource = operation.name.rpartition(".")[0]
                starts = [one for one in scenarios if one.method.startswith(f"{resource}.")]
                yield Plain(provider, operation.name, tuple(starts))


each_plain_operation = pytest.mark.parametrize("operation", list(plain_operations()), ids=str)


def arguments(method: Callable[..., Any], task_id: str | None) -> dict[str, Any]:
    """Return a value for each required parameter."""
    required = [
        name
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is parameter.empty
    ]
    return {name: task_id if name == "task_id" else ARGUMENTS[name]() for name in required}


def reads(operation: Plain) -> Scenario | None:
    """Return a scenario whose tasks the operation reads, None if it takes no task id."""
    ending = operation.name.rpartition(".")[2].removeprefix("get").strip("_")
    fitting = [one for one in operation.starts if one.method.endswith(ending)]
    found = fitting or list(operation.starts)
    return found[0] if found else None


def has_type(value: object, annotation: object) -> bool:
    """Return whether a value has the type of an annotation, one level deep."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is list:
        return isinstance(value, list) and all(
            has_type(each, inner[0]) for each in cast("list[object]", value)
        )
    if inner:
        return any(has_type(value, each) for each in inner)
    return annotation is Any or isinstance(value, cast("type[object]", annotation))


def result_type(method: Callable[..., Any]) -> object:
    """Return the type of a result. Generated modules import schema classes for type checkers only."""
    module = import_module(method.__module__)
    models = import_module(f"{module.__name__.partition('.')[0]}.models")
    classes = {name: getattr(models, name) for name in models.__all__}
    return get_type_hints(method, {"builtins": builtins, **vars(module), **classes})["return"]


def task_id_of(
    operation: Plain, method: Callable[..., Any], emulator: ServedEmulator
) -> str | None:
    """Start a task for an operation that takes the id of one, and return the id."""
    scenario = reads(operation)
    if scenario is None or "task_id" not in inspect.signature(method).parameters:
        return None
    with scenario.client(emulator) as client:
        task = scenario.start(client, scenario.source_in(emulator))
    if not operation.name.endswith("cancel"):
        emulator.advance(900)  # Until the task has ended: some reads refuse a running one.
    return task.id


def submits(emulator: ServedEmulator) -> int:
    return len(emulator.ledger.creates)


@each_plain_operation
def test_an_operation_without_a_task_returns_its_type(
    operation: Plain, longtake_emulator: ServedEmulator
) -> None:
    options = longtake_emulator.options(operation.provider)
    with PROVIDERS[operation.provider].client(**options) as client:
        method = attrgetter(operation.name)(client)
        task_id = task_id_of(operation, method, longtake_emulator)
        before = submits(longtake_emulator)
        assert has_type(method(**arguments(method, task_id)), result_type(method))
    assert submits(longtake_emulator) == before


@each_plain_operation
@pytest.mark.anyio
async def test_an_operation_without_a_task_returns_its_type_async(
    operation: Plain, longtake_emulator: ServedEmulator
) -> None:
    options = longtake_emulator.options(operation.provider)
    async with PROVIDERS[operation.provider].async_client(**options) as client:
        method = attrgetter(operation.name)(client)
        task_id = task_id_of(operation, method, longtake_emulator)
        before = submits(longtake_emulator)
        assert has_type(await method(**arguments(method, task_id)), result_type(method))
    assert submits(longtake_emulator) == before


@each_operation
def test_an_operation_with_a_task_returns_one_and_is_charged_once(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
        assert isinstance(task, Task)
    assert submits(longtake_emulator) == 1


@each_operation
@pytest.mark.anyio
async def test_an_operation_with_a_task_returns_one_and_is_charged_once_async(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, scenario.source_in(longtake_emulator))
        assert isinstance(task, AsyncTask)
    assert submits(longtake_emulator) == 1
