"""Fixtures for runs of pytest inside a test, in this process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


class RunPytest(Protocol):
    """Run pytest in this process, in the folder of the `pytester` of the test."""

    def __call__(self, *arguments: str) -> pytest.RunResult: ...


class KeptImports:
    """A plugin for inner runs: the modules that they import stay loaded, except files of the test.

    Pytest removes these modules from `sys.modules` after each run. The next import would make a
    second copy of classes that lazily loading packages, and other tests, hold already.
    """

    def __init__(self, test_files: Path) -> None:
        self._test_files = test_files
        self._modules: dict[str, ModuleType] = {}

    def pytest_unconfigure(self) -> None:
        self._modules.update(sys.modules)

    def put_back(self) -> None:
        for name, module in self._modules.items():
            file = getattr(module, "__file__", None)
            if file is None or not Path(file).is_relative_to(self._test_files):
                sys.modules.setdefault(name, module)


@pytest.fixture
def kept_imports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptImports]:
    """The modules that inner runs of this test import; they are loaded after the test, too."""
    kept = KeptImports(tmp_path_factory.getbasetemp())
    yield kept
    kept.put_back()


@pytest.fixture
def run_pytest(kept_imports: KeptImports, pytester: pytest.Pytester) -> RunPytest:
    """Run pytest in this process, once or several times; what it imports stays loaded."""

    def run(*arguments: str) -> pytest.RunResult:
        try:
            return pytester.runpytest_inprocess(*arguments, plugins=[kept_imports])
        finally:
            kept_imports.put_back()

    return run
