"""Fault scripts: their format, their effect, and the messages about mistakes."""

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from longtake.emulator import Emulator, Fault, WebhookKeys, script
from longtake.emulator.script.entries import FaultEntry, TaskEntry
from longtake.emulator.task_kind import TaskKind
from longtake.emulator.tasks import TaskFault

EXAMPLE = """\
# Faults.
[[fault]]
kind = "kie/veo"
on = "submit"
times = 2
do = "refuse"
refusal = "rate_limit"
retry_after_s = 30

[[fault]]
kind = "kie/*"
when = 2
do = "altered"
alteration = "null_data"
late_s = 1.5

[[fault]]
kind = "*"
when = "always"
do = "bad_gateway"

[[task]]
kind = "useapi/gen2"
fail = "moderation"
hidden_s = 20
"""


def add_faults(emulator: Emulator, text: str) -> list[str]:
    """Add the faults of a script."""
    return script.apply(emulator.task_kinds, script.parse(text))


def problems(emulator: Emulator, text: str) -> tuple[str, ...]:
    """Return the mistakes of a script."""
    with pytest.raises(script.ScriptError) as refused:
        add_faults(emulator, text)
    return refused.value.problems


def has_no_faults(emulator: Emulator) -> bool:
    """Whether no fault is left."""
    return all(
        kind.schedule.due(target, number) is None
        for kind in emulator.task_kinds.values()
        for target in ("submit", "read", "cancel", "download")
        for number in (None, 1, 2, 3)
    )


def test_a_script_puts_in_what_the_methods_do(emulator: Emulator) -> None:
    descriptions = add_faults(emulator, EXAMPLE)
    limit = Fault.refuse("rate_limit", retry_after_s=30)
    for fault in (limit, limit, Fault.bad_gateway(), Fault.bad_gateway()):
        assert emulator.kie.veo.schedule.take("submit") == fault
    for kind in (emulator.kie.veo, emulator.kie.runway, emulator.kie.midjourney):
        assert kind.schedule.due("read", 1) == Fault.bad_gateway()
        assert kind.schedule.due("read", 2) == Fault.altered("null_data").after(1.5)
        assert kind.schedule.due("read", 3) == Fault.bad_gateway()
    assert emulator.useapi.gen2.schedule.due("read", 2) == Fault.bad_gateway()
    assert emulator.chainhub.kling.schedule.due("cancel") is None
    assert emulator.useapi.gen2.schedule.take_task_fault() == TaskFault("moderation", None, 20)
    assert emulator.useapi.gen2.schedule.take_task_fault() == TaskFault()
    assert descriptions == [
        "kie/veo: the next 2 submits: refuse rate_limit",
        "kie/runway: read 2 of each task: null_data, 1.5 s late",
        "kie/veo: read 2 of each task: null_data, 1.5 s late",
        "kie/midjourney: read 2 of each task: null_data, 1.5 s late",
        "kie/jobs: read 2 of each task: null_data, 1.5 s late",
        "kie/aleph: read 2 of each task: null_data, 1.5 s late",
        *(f"{key}: every submit and read: bad_gateway" for key in emulator.task_kinds),
        "useapi/gen2: the next task: fail moderation, hidden_s 20.0",
    ]


SCRIPTED: list[tuple[str, str, Fault]] = [
    (
        'do = "refuse"\nrefusal = "content"\nretry_after_s = 3\nretry_after_date = true',
        "submit",
        Fault.refuse("content", retry_after_s=3, retry_after_date=True),
    ),
    (
        'do = "refuse"\nrefusal = "content"\nheaders = {x-a = "1"}',
        "read",
        Fault.refuse("content", headers={"x-a": "1"}),
    ),
    (
        'do = "code"\ncode = 500\nmessage = "no"\nstatus = 455\naccepted = true',
        "read",
        Fault.code(500, message="no", status=455, accepted=True),
    ),
    (
        'do = "response"\nstatus = 596\nbody = {a = [1, {b = 2.5}]}',
        "cancel",
        Fault.response(596, {"a": [1, {"b": 2.5}]}),
    ),
    (
        'do = "response"\nstatus = 404\nbody = "gone"\ncontent_type = "text/plain"',
        "download",
        Fault.response(404, "gone", content_type="text/plain"),
    ),
    ('do = "bad_gateway"\naccepted = true', "submit", Fault.bad_gateway(accepted=True)),
    ('do = "forbidden"\nlate_s = 2', "submit", Fault.forbidden().after(2)),
    ('do = "not_json"\naccepted = false', "submit", Fault.not_json(accepted=False)),
    ('do = "cut"\naccepted = true', "submit", Fault.cut(accepted=True)),
    ('do = "half"\nshare = 0', "read", Fault.half(0)),
    ('do = "late"\nseconds = 5', "read", Fault.late(5)),
    ('do = "never"', "download", Fault.never()),
    ('do = "twice"\nafter_s = 3\nlate_s = 2', "callback", Fault.twice(after_s=3).after(2)),
    ('do = "out_of_order"', "callback", Fault.out_of_order()),
    ('do = "forged"\nwhat = "other_task"', "callback", Fault.forged("other_task")),
    ('do = "signed"\nhow = "old"', "callback", Fault.signed("old")),
    ('do = "malformed"\nhow = "no_task"', "callback", Fault.malformed("no_task")),
    ('do = "oversized"\nsize = 20000', "callback", Fault.oversized(size=20_000)),
    ('do = "altered"\nalteration = "unknown_state"', "read", Fault.altered("unknown_state")),
    ('do = "flawed"\nflaw = "no_ranges"', "download", Fault.flawed("no_ranges")),
]


@pytest.mark.parametrize(("scripted", "on", "fault"), SCRIPTED)
def test_each_fault_can_be_in_a_script(
    emulator: Emulator, scripted: str, on: Any, fault: Fault
) -> None:
    # Not every task kind has cancels, or more callbacks than one for a task.
    key = {"cancel": "useapi/gen2", "callback": "kling/kling"}.get(on, "kie/veo")
    emulator.webhook_keys = WebhookKeys(kling=["whsec_YSBrZXk="])
    add_faults(emulator, f'[[fault]]\nkind = "{key}"\non = "{on}"\n{scripted}')
    assert emulator.task_kinds[key].schedule.due(on) == fault


def test_no_fault_is_left_out() -> None:
    makers = dict(inspect.getmembers(Fault, inspect.ismethod))
    assert {scripted.split('"')[1] for scripted, _, _ in SCRIPTED} == set(makers)
    for name, make in makers.items():
        parameters = set(inspect.signature(make).parameters)
        assert not parameters & set(inspect.signature(FaultEntry).parameters), name
        # Each of them is used above.
        scripted = "\n".join(
            scripted for scripted, _, _ in SCRIPTED if scripted.startswith(f'do = "{name}"')
        )
        given = {parameter for parameter in parameters if f"{parameter} = " in scripted}
        assert parameters - given <= {"headers", "accepted"}, name


def test_a_task_has_the_parameters_of_next_task() -> None:
    odd = set(inspect.signature(TaskFault).parameters)
    assert odd == set(inspect.signature(TaskKind.next_task).parameters) - {"self"}
    assert not odd & set(inspect.signature(TaskEntry).parameters)


def test_json_has_the_same_effect(emulator: Emulator) -> None:
    data = {
        "fault": [
            {"kind": "kie/veo", "on": "read", "do": "refuse", "refusal": "not_found"},
            {"kind": "kie/veo", "on": "read", "do": "response", "status": 200, "body": None},
        ],
        "task": [{"kind": "kie/veo", "times": 2, "fail": "error", "message": None}],
    }
    script.apply(emulator.task_kinds, script.Document(data))
    assert emulator.kie.veo.schedule.take("read") == Fault.refuse("not_found")
    assert emulator.kie.veo.schedule.take("read") == Fault.response(200)
    assert [emulator.kie.veo.schedule.take_task_fault() for _ in range(3)] == [
        TaskFault("error"),
        TaskFault("error"),
        TaskFault(),
    ]


def test_always_is_for_the_requests_that_can_have_the_fault(emulator: Emulator) -> None:
    scripted = 'kind = "kie/veo"\nwhen = "always"\ndo = "altered"\nalteration = "backwards"'
    add_faults(emulator, f"[[fault]]\n{scripted}")
    assert emulator.kie.veo.schedule.due("read") == Fault.altered("backwards")
    assert emulator.kie.veo.schedule.due("submit") is None


def test_an_empty_script_puts_nothing_in(emulator: Emulator) -> None:
    assert add_faults(emulator, "# nothing yet\n") == []
    assert has_no_faults(emulator)


def test_with_one_mistake_nothing_is_added(emulator: Emulator) -> None:
    wrong = '[[task]]\nkind = "kie/veo"\nhidden_s = -1\n'
    assert problems(emulator, wrong + EXAMPLE) == (
        "line 3: hidden_s must be a number, 0 or more, got -1.0",
    )
    assert has_no_faults(emulator)
    assert emulator.useapi.gen2.schedule.take_task_fault() == TaskFault()


FAULT = '[[fault]]\nkind = "kie/veo"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "faults = 1",
            "line 1: unknown 'faults'; expected one of fault, task: did you mean fault?",
        ),
        ("\n[fault]\nx = 1", "line 2: fault must be a list of tables: write [[fault]]"),
        ("fault = [\n3]", "line 1: must be a table, got 3"),
        ('fault = [{kind = "x"}]', "line 1: do is missing; expected a string"),
        (f'{FAULT}on = "read"', "line 1: do is missing; expected a string"),
        (f'{FAULT}on = "read"\ndo = 1', "line 4: do must be a string, got 1"),
        (f'{FAULT}do = "cut"', 'line 1: on is missing; expected "submit", "read", "cancel", '),
        (
            f'{FAULT}on = "reed"\ndo = "cut"',
            ', got "reed": did you mean read?',
        ),
        (
            f'{FAULT}on = "read"\ndo = "cut"\nwhen = "newt"',
            'when must be "next", "always" or a whole number, got "newt": did you mean next?',
        ),
        (
            f'{FAULT}on = "read"\ndo = "cut"\nwhen = 0',
            "line 5: when must be 1 or more, got 0",
        ),
        (
            f'{FAULT}on = "submit"\ndo = "cut"\nwhen = 3',
            'line 3: on must be "read" with when = 3, got "submit"',
        ),
        (
            f'{FAULT}do = "cut"\nwhen = "always"\ntimes = 3',
            'line 5: times requires when = "next"',
        ),
        (
            f'{FAULT}on = "read"\ndo = "cut"\ntimes = 1000000',
            "line 5: times must be from 1 to 10000, got 1000000",
        ),
        (
            f'{FAULT}on = "read"\ndo = "cut"\ntimes = true',
            "line 5: times must be a whole number, got true",
        ),
        (
            f'{FAULT}on = "read"\ndo = "cut"\naccepted = 1',
            "line 5: accepted must be true or false, got 1",
        ),
        (
            f'{FAULT}on = "read"\ndo = "code"\ncode = 5.0',
            "line 5: code must be a whole number, got 5.0",
        ),
        (
            f'{FAULT}on = "read"\ndo = "late"\nseconds = "5"',
            'line 5: seconds must be a number, got "5"',
        ),
        (f'{FAULT}on = "read"\ndo = "late"\nseconds = 1{"0" * 400}', "line 5: seconds must be a"),
        (
            f'{FAULT}on = "read"\ndo = "late"\nseconds = nan',
            "line 5: seconds must be a number, 0 or more, got nan",
        ),
        (f'{FAULT}on = "read"\ndo = "late"', "line 1: seconds is missing; expected a number"),
        (
            f'{FAULT}on = "read"\ndo = "cut"\nlate_s = -1',
            "line 5: late_s: seconds must be a number, 0 or more, got -1",
        ),
        (f'{FAULT}on = "read"\ndo = "never"\nlate_s = 1', "line 5: late_s does not go with never"),
        (f'{FAULT}on = "read"\ndo = "half"\nshare = 1', "line 5: share must be from 0 to less"),
        (
            f'{FAULT}on = "read"\ndo = "refuse"\nrefusal = "maintenence"',
            'or "feature_off", got "maintenence": did you mean maintenance?',
        ),
        (
            f'{FAULT}on = "read"\ndo = "refuse"\nrefusal = "upstream_session"',
            "line 4: for kie/veo, refusal must be one of ",
        ),
        (
            f'{FAULT}do = "refuse"\nwhen = "always"\nrefusal = "upstream_session"',
            "line 3: for kie/veo, refusal must be one of ",
        ),
        (
            f'{FAULT}do = "flawed"\nwhen = 1\nflaw = "redirect"',
            "line 3: redirect cannot happen to a read",
        ),
        (
            f'{FAULT}on = "read"\ndo = "response"\nstatus = 200\nbody.when = 2026-01-01',
            'line 6: body must be a table of JSON values or a string, got {"when": "2026-01-01"}',
        ),
        (
            f'{FAULT}on = "read"\ndo = "response"\nstatus = 200\nbody = {{x = [inf]}}',
            "line 6: body must be a table of JSON values or a string, got ",
        ),
        (
            f'{FAULT}on = "read"\ndo = "response"\nstatus = 200\n[fault.headers]\nx = 1',
            'line 6: headers must be a table of strings, got {"x": 1}',
        ),
        (
            '[[fault]]\nkind = "kie/voe"\non = "read"\ndo = "cut"',
            ": did you mean kie/veo? (* stands for any string)",
        ),
        ('[[task]]\nfail = "moderation"', "line 1: kind is missing; expected a string"),
        (
            '[[task]]\nkind = "*"\nfial = "error"',
            "line 3: unknown 'fial'; expected one of kind, times, ",
        ),
        ('[[task]]\nkind = "*"\nmessage = "no"', "line 3: message requires fail"),
        ('[[task]]\nkind = "*"\ntimes = 0', "line 3: times must be from 1 to 10000, got 0"),
    ],
)
def test_a_mistake_is_named_with_its_line(emulator: Emulator, text: str, problem: str) -> None:
    (found,) = {found for found in problems(emulator, text) if problem in found}
    assert found.startswith("line ")
    assert has_no_faults(emulator)


def test_lines_are_right_behind_strings_that_resemble_tables(emulator: Emulator) -> None:
    text = (
        '\n[[fault]] # "one"\nkind = "kie/veo"\non = "read"\ndo = "response"\nstatus = 200\n'
        'body = """\n[[fault]]\nstatus = 7\n"""\n[fault.headers]\nstatus = "a"\n'
        "  [[ 'fault' ]]\nkind = \"kie/veo\"\non='read'\ndo='response'\nstatus = 7\n"
        '[[task]]\nkind = """kie/\\\n   veo"""\ntimes = 0\n'
    )
    for line_end in ("\n", "\r\n"):
        assert problems(emulator, text.replace("\n", line_end)) == (
            "line 17: status must be from 200 to 599, got 7",
            "line 21: times must be from 1 to 10000, got 0",
        )


def test_every_mistake_is_named_at_once(emulator: Emulator) -> None:
    text = (
        '[[fault]]\nkind = "kie/voe"\non = "raed"\ndo = "refuze"\ntimes = "2"\n'
        '[[fault]]\nkind = "useapi/gen1"\non = "read"\ndo = "response"\nstatus = 1\ntimes = 0\n'
        "[[taks]]\n[[fault]]\n[[task]]\n"
    )
    lines = [
        int(problem.split(":")[0].removeprefix("line ")) for problem in problems(emulator, text)
    ]
    assert sorted(lines) == [2, 3, 4, 5, 7, 10, 11, 12, 13, 13, 14]


@pytest.mark.parametrize(
    "text", ["[]", '"fault"', "3", "null", '{"fault": {}}', '{"fault": [[]]}', '{"task": null}']
)
def test_json_of_another_shape_is_refused(emulator: Emulator, text: str) -> None:
    with pytest.raises(script.ScriptError, match="table"):
        script.apply(emulator.task_kinds, script.Document(json.loads(text)))


def test_a_mistake_in_json_is_named_with_its_place(emulator: Emulator) -> None:
    good = {"kind": "kie/veo", "on": "read", "do": "cut"}
    data = {"fault": [good, good | {"do": "code", "code": 5, "message": "\ud800"}]}
    with pytest.raises(script.ScriptError) as refused:
        script.apply(emulator.task_kinds, script.Document(data))
    assert refused.value.problems == (r'fault 2: message must be a string, got "\ud800"',)
    assert has_no_faults(emulator)


def test_a_file_is_read_however_it_was_saved(emulator: Emulator, tmp_path: Path) -> None:
    descriptions: list[list[str]] = []
    for name, content in (
        ("unix.toml", EXAMPLE.encode()),
        ("windows.toml", b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode()),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        descriptions.append(script.apply(emulator.task_kinds, script.load(path)))
    assert descriptions[0] == descriptions[1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a = 1\nb = \n", ":2: not TOML, at column 5: Invalid value"),
        (b'a = "', ": not TOML: "),
        (b"# x\n\n# \xff\xfe", ":3: not UTF-8 (byte 0xff): save it as UTF-8"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, ": the script is nested too deeply"),
        (b"a = 1" + b"0" * 5000, ": not TOML: "),
        (b"[[fualt]]", ":1: unknown 'fualt'; expected one of fault, task: did you mean fault?"),
        (None, ": No such file or directory"),
    ],
    ids=["syntax", "end", "encoding", "nested", "digits", "name", "missing"],
)
def test_a_file_that_cannot_be_read_is_named(
    emulator: Emulator, tmp_path: Path, content: bytes | None, problem: str
) -> None:
    path = tmp_path / "faults.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(script.ScriptError) as refused:
        script.apply(emulator.task_kinds, script.load(path))
    (found,) = refused.value.problems
    assert found.startswith(f"{path}{problem}")


def test_a_folder_is_no_script(tmp_path: Path) -> None:
    with pytest.raises(script.ScriptError, match=r"directory|denied"):
        script.load(tmp_path)


def test_the_example_in_the_documentation_works(emulator: Emulator) -> None:
    example = (
        inspect.cleandoc(script.__doc__ or "")
        .split("\n\n    ", 1)[1]
        .rsplit("\n\nA script can use")[0]
    )
    descriptions = add_faults(emulator, example)
    assert "kie/veo: the next 3 submits: refuse rate_limit" in descriptions
    assert "useapi/gen2: the next task: fail moderation" in descriptions


def test_an_emulator_takes_a_script_itself(emulator: Emulator) -> None:
    (scripted,) = emulator.script('[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"')
    assert "kie/veo" in scripted
    assert emulator.kie.veo.schedule.take("submit") == Fault.cut()
    with pytest.raises(script.ScriptError, match="line 1"):
        emulator.script("[[fault]")
