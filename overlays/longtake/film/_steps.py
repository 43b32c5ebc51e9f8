"""Steps of a generator, run one after another by a synchronous or an asynchronous caller."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from longtake._core.reconcile.steps import Blocking
from longtake._shell.session import run_blocking

Steps: TypeAlias = Generator[Callable[[], Any] | Blocking, Any, Any]
"""Functions to call. With an asynchronous client, results are awaited, and a `Blocking` function runs in a
thread."""


def run(steps: Steps) -> Any:  # noqa: ANN401 - what the steps return
    """Call the steps one after another, and return their result."""
    try:
        step = next(steps)
        while True:
            try:
                result = step.run() if isinstance(step, Blocking) else step()
            except BaseException as error:  # noqa: BLE001 - the steps handle it
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration as stop:
        return stop.value
    finally:
        steps.close()


async def run_async(steps: Steps) -> Any:  # noqa: ANN401 - what the steps return
    """Call the steps one after another, and return their result."""
    try:
        step = next(steps)
        while True:
            try:
                if isinstance(step, Blocking):
                    result = await run_blocking(step.run)
                else:
                    result = step()
                    if inspect.isawaitable(result):
                        result = await result
            except BaseException as error:  # noqa: BLE001 - the steps handle it
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration as stop:
        return stop.value
    finally:
        steps.close()
