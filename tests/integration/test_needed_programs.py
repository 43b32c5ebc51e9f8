"""A test whose program is missing is not collected, and the summary names the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.needed_programs import FEATURES
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from tests.helpers.inner_pytest import RunPytest

PLUGIN = ("-p", "tests.helpers.needed_programs", "-p", "no:cacheprovider", "-p", "no:schemathesis")


@pytest.fixture(autouse=True)
def inner_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write tests that need a program on the PATH, and tests that need one which is missing."""
    folder = pytester.mkdir("bin")
    program = folder / "present"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.needs_program("absent")
        @pytest.mark.parametrize("number", [1, 2])
        def test_without_its_program(number):
            raise AssertionError

        @pytest.mark.needs_program("absent")
        @pytest.mark.needs_program("present")
        def test_with_one_of_two(number):
            raise AssertionError

        @pytest.mark.needs_program("present")
        def test_with_its_program():
            pass

        def test_that_needs_none():
            pass
        """
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "pytest-xdist"])
def test_a_test_without_its_program_is_not_collected(
    run_pytest: RunPytest, workers: tuple[str, ...]
) -> None:
    done = run_pytest(*PLUGIN, *workers)
    # With workers the process that prints the summary collects nothing, so it deselects nothing.
    done.assert_outcomes(passed=2, deselected=0 if workers else 3)
    done.stdout.fnmatch_lines(["not collected: 3 tests need absent"])
    done.stdout.no_fnmatch_line("*need* present")


def test_a_feature_that_the_system_lacks_is_named(
    run_pytest: RunPytest, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FEATURES, "fork", lambda: False)
    monkeypatch.setitem(FEATURES, "IPv6", lambda: True)
    pytester.makepyfile(
        test_features="""
        import pytest

        @pytest.mark.needs_system("fork")
        def test_fork():
            raise AssertionError

        @pytest.mark.needs_system("IPv6")
        def test_ipv6():
            pass
        """
    )
    done = run_pytest(*PLUGIN, "test_features.py")
    done.assert_outcomes(passed=1, deselected=1)
    done.stdout.fnmatch_lines(["not collected: 1 test needs fork"])


def test_a_feature_that_does_not_exist_is_an_error(
    run_pytest: RunPytest, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        test_features="""
        import pytest

        @pytest.mark.needs_system("wings")
        def test_fly():
            pass
        """
    )
    done = run_pytest(*PLUGIN, "test_features.py")
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*test_fly: needs_system must name one of *, got 'wings'"])


def test_no_test_is_skipped() -> None:
    skipping = re.compile(r"pytest\.(skip\(|importorskip|mark\.skip)")
    files = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "docs").rglob("test_*.py")]
    assert files
    found = [file for file in files if skipping.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_nothing_is_printed_where_everything_is_there(run_pytest: RunPytest) -> None:
    done = run_pytest(*PLUGIN, "-k", "with_its_program or needs_none")
    done.assert_outcomes(passed=2, deselected=3)
    done.stdout.no_fnmatch_line("not collected*")
