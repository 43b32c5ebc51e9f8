"""The pytest plugin, in a pytest of another project."""

from __future__ import annotations

import runpy
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import longtake_pytest.plugin

if TYPE_CHECKING:
    from tests.helpers.inner_pytest import RunPytest

EXTEND = dedent("""
    import pytest

    def extend(kie, emulator, prompt="The dog runs on"):
        return kie.veo.extend(task_id=emulator.sources["kie/veo"].id, prompt=prompt)
""")


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the inner pytests stop at warnings, of open sockets too."""
    # Schemathesis' plugin costs a second at each start.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-W error -p no:cacheprovider -p no:schemathesis")


def test_each_test_finds_the_first_state(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makepyfile(
        EXTEND
        + dedent("""
        from longtake.emulator import Fault
        from longtake.emulator.clock import MANUAL_START

        @pytest.mark.parametrize("again", [False, True])
        @pytest.mark.parametrize("way", ["argument", "client", "own fixture", "by name"])
        def test_calm(way, again, request):
            name = {"client": "longtake_kie", "own fixture": "mine"}.get(way, "longtake_emulator")
            request.getfixturevalue(name)
            check_and_spoil(request.getfixturevalue("longtake_emulator"))

        @pytest.mark.parametrize("again", [False, True])
        def test_by_argument_only(longtake_emulator, again):
            check_and_spoil(longtake_emulator)

        @pytest.mark.parametrize("again", [False, True])
        @pytest.mark.usefixtures("mine")
        def test_through_a_fixture_only(again):
            pass

        @pytest.fixture
        def mine(longtake_emulator):
            check_and_spoil(longtake_emulator)
            longtake_emulator.reset()

        ids = set()

        def check_and_spoil(emulator):
            from longtake import InsufficientCreditsError, Kie
            assert emulator.ledger.requests == ()
            assert emulator.clock.now() == MANUAL_START
            with Kie(**emulator.options("kie")) as kie:
                ids.add(extend(kie, emulator).id)
                emulator.kie.veo.next_submit(*[Fault.refuse("insufficient_credits")] * 2)
                with pytest.raises(InsufficientCreditsError):
                    extend(kie, emulator)
            emulator.advance(600)
            assert len(emulator.ledger.creates) == 1
            assert len(ids) == 1
    """)
    )
    run_pytest().assert_outcomes(passed=12)


def test_tasks_of_a_wider_fixture_are_removed_before_the_second_test(
    pytester: pytest.Pytester, run_pytest: RunPytest
) -> None:
    pytester.makepyfile(
        EXTEND
        + dedent("""
        @pytest.fixture(scope="module")
        def made(longtake_emulator):
            from longtake import Kie
            with Kie(**longtake_emulator.options("kie")) as kie:
                return extend(kie, longtake_emulator).id

        @pytest.mark.parametrize("there", [True, False])
        def test_it(made, there, longtake_emulator):
            assert (made in longtake_emulator.kie.veo.tasks) is there
    """)
    )
    run_pytest().assert_outcomes(passed=2)


def test_a_held_back_response_does_not_reach_into_the_next_test(
    pytester: pytest.Pytester,
    run_pytest: RunPytest,
) -> None:
    pytester.makepyfile(
        EXTEND
        + dedent("""
        import threading
        from longtake import Kie, SubmitOutcomeUnknown
        from longtake.emulator import Fault

        threads, errors = [], []

        def test_leaves_a_request_open(longtake_emulator):
            made = threading.Event()
            longtake_emulator.kie.veo.next_submit(Fault.never())
            longtake_emulator.ledger.listen(lambda record: made.set())
            options = longtake_emulator.options("kie")

            def work():
                with Kie(**options) as kie:
                    try:
                        extend(kie, longtake_emulator)
                    except SubmitOutcomeUnknown as error:
                        errors.append(error)

            threads.append(threading.Thread(target=work))
            threads[0].start()
            assert made.wait(60)

        def test_finds_nothing_of_it(longtake_emulator):
            threads[0].join()
            assert len(errors) == 1
            assert longtake_emulator.ledger.creates == ()
    """)
    )
    run_pytest().assert_outcomes(passed=2)


def test_clients_wait_in_no_time(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makepyfile(
        dedent("""
        import time
        import pytest

        @pytest.fixture(autouse=True)
        def awake(monkeypatch):
            def sleep(seconds):
                pytest.fail(f"slept for {seconds} s")
            monkeypatch.setattr(time, "sleep", sleep)

        def test_all_three(longtake_kie, longtake_useapi, longtake_chainhub, longtake_emulator):
            source = {key: found.id for key, found in longtake_emulator.sources.items()}
            before = longtake_emulator.clock.now()
            for task in (
                longtake_kie.veo.extend(task_id=source["kie/veo"], prompt="The dog runs on"),
                longtake_useapi.gen2.extend(asset_id=source["useapi/gen2"]),
                longtake_chainhub.kling.extend(video_id=source["chainhub/kling"], prompt="It runs on"),
            ):
                assert task.wait().url.startswith(longtake_emulator.media_url)
            assert longtake_emulator.clock.now() - before > 60
            assert len(longtake_emulator.ledger.creates) == 3
    """)
    )
    run_pytest().assert_outcomes(passed=1)


def test_a_program_that_makes_its_own_clients(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIE_API_KEY", "whatever the user has")
    monkeypatch.delenv("KIE_VEO_SOURCE", raising=False)
    pytester.makepyfile(
        dedent("""
        import os
        import subprocess
        import sys
        import time

        import longtake
        import pytest

        PROGRAM = '''
        import os
        from longtake import Kie
        with Kie() as kie:
            kie.veo.extend(task_id=os.environ["KIE_VEO_SOURCE"], prompt="Elsewhere").status()
        '''

        @pytest.mark.parametrize("again", [False, True])
        def test_in_this_process(longtake_environment, longtake_emulator, monkeypatch, again):
            monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail("slept"))
            assert os.environ.items() >= longtake_environment.items()
            with longtake.Kie() as kie:
                kie.veo.extend(task_id=os.environ["KIE_VEO_SOURCE"], prompt="On").wait()
            source = longtake_environment["CHAINHUB_KLING_SOURCE"]
            longtake.extend("chainhub/kling", source=source, prompt="On").wait()
            assert len(longtake_emulator.ledger.creates) == 2

        def test_it_is_over_afterwards():
            assert os.environ["KIE_API_KEY"] == "whatever the user has"
            assert "KIE_VEO_SOURCE" not in os.environ
            with pytest.raises(longtake.MissingCredentialsError):
                longtake.extend("chainhub/kling", source="1", prompt="On")

        def test_in_another_process(longtake_environment, longtake_emulator):
            subprocess.run([sys.executable, "-c", PROGRAM.replace("\\n        ", "\\n")], check=True)
            assert len(longtake_emulator.ledger.creates) == 1
            assert len(longtake_emulator.ledger.requests) == 2
    """)
    )
    # As a process of its own: keyring changes how packages are found.
    pytester.runpytest_subprocess().assert_outcomes(passed=4)


def test_no_proxy_is_used_for_loopback(
    pytester: pytest.Pytester, run_pytest: RunPytest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "example.com")
    pytester.makepyfile(
        EXTEND
        + dedent("""
        import os

        def test_it(longtake_kie, longtake_emulator):
            assert extend(longtake_kie, longtake_emulator).wait().url
            assert os.environ["no_proxy"].startswith("example.com,")

        def test_it_in_the_environment(longtake_environment, longtake_emulator):
            from longtake import Kie
            with Kie() as kie:
                assert extend(kie, longtake_emulator).id
    """)
    )
    run_pytest().assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("ini", "arguments", "speed", "seed"),
    [
        ("", [], None, 0),
        ("longtake_emulator_speed = 60\nlongtake_emulator_seed = 7", [], 60.0, 7),
        ("", ["--longtake-emulator-speed=0.5", "--longtake-emulator-seed", "-3"], 0.5, -3),
        ("longtake_emulator_speed = 60", ["--longtake-emulator-speed=manual"], None, 0),
    ],
)
def test_clock_and_seed_are_chosen(
    pytester: pytest.Pytester,
    run_pytest: RunPytest,
    ini: str,
    arguments: list[str],
    speed: float | None,
    seed: int,
) -> None:
    pytester.makeini(f"[pytest]\n{ini}\n")
    pytester.makepyfile(
        dedent(f"""
        from longtake.emulator import Emulator

        def test_it(longtake_emulator):
            assert getattr(longtake_emulator.clock, "speed", None) == {speed}
            assert longtake_emulator.sources == Emulator(seed={seed}).sources
    """)
    )
    run_pytest(*arguments).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("ini", "arguments", "strict"),
    [
        ("", [], False),
        ("longtake_emulator_strict = true", [], True),
        ("longtake_emulator_strict = true", ["--longtake-emulator-strict=false"], False),
        ("", ["--longtake-emulator-strict", "True"], True),
    ],
)
def test_strictness_is_chosen(
    pytester: pytest.Pytester,
    run_pytest: RunPytest,
    ini: str,
    arguments: list[str],
    strict: bool,
) -> None:
    pytester.makeini(f"[pytest]\n{ini}\n")
    pytester.makepyfile(
        dedent(f"""
        def test_it(longtake_emulator):
            assert longtake_emulator.strict is {strict}
            longtake_emulator.strict = {not strict}

        def test_it_again(longtake_emulator):
            assert longtake_emulator.strict is {strict}
    """)
    )
    run_pytest(*arguments).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("ini", "arguments", "complaint"),
    [
        (
            "longtake_emulator_strict = maybe",
            [],
            "longtake_emulator_strict: must be true or false, got 'maybe'",
        ),
        (
            "longtake_emulator_speed = fast",
            [],
            "longtake_emulator_speed: must be manual or a number above 0, got 'fast'",
        ),
        (
            "",
            ["--longtake-emulator-speed=0"],
            "--longtake-emulator-speed: must be manual or a number above 0, got '0'",
        ),
        (
            "longtake_emulator_speed = nan",
            [],
            "longtake_emulator_speed: must be manual or a number above 0, got 'nan'",
        ),
        (
            "",
            ["--longtake-emulator-speed=inf"],
            "--longtake-emulator-speed: must be manual or a number above 0, got 'inf'",
        ),
        (
            "longtake_emulator_seed = 1.5",
            [],
            "longtake_emulator_seed: must be a whole number, got '1.5'",
        ),
        (
            "",
            ["--longtake-emulator-seed="],
            "--longtake-emulator-seed: must be a whole number, got ''",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_named(
    pytester: pytest.Pytester, run_pytest: RunPytest, ini: str, arguments: list[str], complaint: str
) -> None:
    pytester.makeini(f"[pytest]\n{ini}\n")
    pytester.makepyfile("def test_of_something_else():\n    pass\n")
    done = run_pytest(*arguments)
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"ERROR: {complaint}"])


def test_without_the_extra_only_the_fixtures_fail(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\nsys.modules['uvicorn'] = None\n")
    pytester.makepyfile(
        dedent("""
        def test_something_else():
            pass

        def test_with_a_client(longtake_kie):
            pass
    """)
    )
    done = pytester.runpytest_subprocess()
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*needs uvicorn: pip install 'longtake?emulator?'*"])
    done.stdout.no_fnmatch_line("*Traceback*")
    done.stdout.no_fnmatch_line("*plugin.py*")
    done.stdout.no_fnmatch_line("*another exception*")


def test_a_pytest_that_does_not_use_it_imports_nothing_of_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        dedent("""
        import sys

        def test_it(request):
            assert request.config.pluginmanager.get_plugin("longtake") is not None
            loaded = {name.partition(".")[0] for name in sys.modules}
            # attrs is loaded by others: by AnyIO's plugin, with trio.
            unwanted = {"longtake", "longtake_kie", "httpx", "tenacity", "starlette", "uvicorn"}
            assert not loaded & unwanted
            assert not [name for name in sys.modules if name.startswith("longtake_pytest.s") and
                        name != "longtake_pytest.settings"]
    """)
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_plugin_imports_pytest_and_the_standard_library_alone() -> None:
    script = (
        "import sys, pytest; before = set(sys.modules);"
        "import longtake_pytest.plugin, longtake_pytest.fixtures;"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) - sys.stdlib_module_names == {"longtake_pytest"}


def test_the_plugin_does_nothing_under_a_pytest_that_is_too_old(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other plugins need the attributes that are removed here.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        older="import pytest\ndel pytest.version_tuple, pytest.Stash, pytest.StashKey",
        test_it="""
        import sys

        def test_something_else(request):
            assert request.config.pluginmanager.has_plugin("longtake_pytest.plugin")
            assert "longtake_pytest.fixtures" not in sys.modules

        def test_with_a_fixture(longtake_emulator):
            pass
        """,
    )
    done = pytester.runpytest_subprocess("-p", "older", "-p", "longtake_pytest.plugin")
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*fixture 'longtake_emulator' not found"])


@pytest.mark.parametrize(
    ("version", "loaded"),
    [((6, 2, 5), False), ((7, 0, 0), True), ((10, 0, 0, "dev1"), True)],
)
def test_the_version_of_pytest_decides(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int | str, ...], loaded: bool
) -> None:
    monkeypatch.setattr(pytest, "version_tuple", version)
    plugin = runpy.run_path(longtake_pytest.plugin.__file__)
    assert plugin["pytest_plugins"] == ["longtake_pytest.fixtures"] * loaded


def test_the_plugin_can_be_disabled(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makepyfile("def test_it(longtake_emulator):\n    pass\n")
    done = run_pytest("-p", "no:longtake")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*fixture 'longtake_emulator' not found"])


def test_a_fixture_of_the_users_own_overrides_the_plugins(
    pytester: pytest.Pytester, run_pytest: RunPytest
) -> None:
    pytester.makeconftest(
        dedent("""
        import pytest

        @pytest.fixture
        def longtake_kie():
            return "mine"
    """)
    )
    pytester.makepyfile(
        dedent("""
        def test_it(longtake_kie, longtake_useapi):
            assert longtake_kie == "mine"
    """)
    )
    run_pytest().assert_outcomes(passed=1)


def test_a_failure_shows_what_had_arrived(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makepyfile(
        EXTEND
        + dedent("""
        from longtake.emulator import Fault

        def test_it(longtake_kie, longtake_emulator):
            longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True))
            extend(longtake_kie, longtake_emulator)

        def test_without_requests(longtake_emulator):
            assert False
    """)
    )
    done = run_pytest()
    done.assert_outcomes(failed=2)
    done.stdout.fnmatch_lines(
        [
            "*SubmitOutcomeUnknown*",
            "* Requests at longtake_emulator *",
            "*+0.0 s  kie POST /api/v1/veo/extend: no response, made veo_*, fault: cut",
        ]
    )
    assert done.stdout.str().count("Requests at longtake_emulator") == 1


def test_nothing_is_left_behind(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDEVMODE", "1")
    pytester.makeconftest(
        dedent("""
        import gc
        import threading

        def pytest_sessionfinish(session):
            gc.collect()
            names = [thread.name for thread in threading.enumerate()]
            print("\\nleft:", names)
    """)
    )
    pytester.makepyfile(
        EXTEND
        + dedent("""
        from longtake.emulator import Fault

        @pytest.mark.usefixtures("longtake_useapi", "longtake_chainhub", "longtake_environment")
        def test_it(longtake_kie, longtake_emulator, tmp_path):
            extend(longtake_kie, longtake_emulator).wait().download(tmp_path / "longer.mp4")

        def test_that_fails(longtake_kie, longtake_emulator):
            longtake_emulator.kie.veo.next_submit(Fault.cut())
            extend(longtake_kie, longtake_emulator)
    """)
    )
    done = pytester.runpytest_subprocess("-s")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["left: ['MainThread']"])
    assert "ResourceWarning" not in done.stdout.str() + done.stderr.str()


def test_fixtures_have_docstrings(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makepyfile("def test_it():\n    pass\n")
    done = run_pytest("--fixtures")
    done.stdout.fnmatch_lines_random(
        [
            "longtake_emulator [[]session scope[]] -- *",
            "longtake_environment -- *",
            "longtake_kie -- *",
            "longtake_useapi -- *",
            "longtake_chainhub -- *",
            "    A `longtake.Kie` on the emulator, whose waiting moves the emulator's clock.",
        ]
    )
