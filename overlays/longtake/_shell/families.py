"""The one method that a generated `Operations` class leaves open, for tasks and for awaitable tasks."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, ClassVar

from longtake._core.announcing import Callbacks
from longtake._core.family import Family
from longtake._shell.session import AsyncSession, SyncSession
from longtake._shell.submitting import start, start_async
from longtake._shell.task import AsyncTask, Task


class SyncFamily:
    """Gives a family's generated operations the result `Task`."""

    declaration: ClassVar[Family[Any]]

    def __init__(self, session: SyncSession[Any]) -> None:
        self._session = session

    def _start(self, operation: str, body: object, callbacks: Callbacks | None) -> Task:
        return start(self._session, self.declaration, operation, body, callbacks)


class AsyncFamily:
    """Gives a family's generated operations the result `Coroutine` of an `AsyncTask`."""

    declaration: ClassVar[Family[Any]]

    def __init__(self, session: AsyncSession[Any]) -> None:
        self._session = session

    def _start(
        self, operation: str, body: object, callbacks: Callbacks | None
    ) -> Coroutine[Any, Any, AsyncTask]:
        submitting = start_async(self._session, self.declaration, operation, body, callbacks)
        # Python's warning about a forgotten `await` has the name of the coroutine.
        coroutine: Any = submitting
        coroutine.__name__ = self._method(operation)
        coroutine.__qualname__ = f"{type(self).__name__}.{coroutine.__name__}"
        return submitting

    @classmethod
    def _method(cls, operation: str) -> str:
        """The name of the generated method: the operationId, or its verb where no other has that."""
        return operation if hasattr(cls, operation) else operation.split("_", 1)[0]
