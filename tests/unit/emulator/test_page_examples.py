"""Every example request of the vendors' pages, sent to the emulator."""

import re
from typing import Any, Final

import httpx
import pytest

from longtake.emulator import Emulator
from longtake.emulator.spec import load
from tests.helpers.emulator_requests import outcome, read, submit, task_id_of
from tests.helpers.page_examples import Example, every_example, source_field
from tests.helpers.paths import SPECS
from tests.helpers.request_schema import fits, meets
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
EXAMPLES: Final = every_example()
MOTIONS: Final = ("horizontal", "vertical", "roll", "zoom", "pan", "tilt")
# What pages say in prose alone.
PROSE: Final[dict[str, dict[str, Any]]] = {
    "useapi/gen2": {
        "not": {"required": ["motion"], "anyOf": [{"required": [name]} for name in MOTIONS]}
    },
    "kie/midjourney": {
        "if": {"properties": {"taskType": {"const": "mj_video_extend_manual"}}},
        "then": {"required": ["prompt"]},
    },
}


def is_right(example: Example) -> bool:
    """Whether a request is what its own page asks for."""
    in_words = meets(PROSE.get(example.family, {}), example.body)
    return in_words and fits(example.document, example.operation, example.body)


def balances(emulator: Emulator) -> dict[str, float]:
    """Return what the accounts hold."""
    found: dict[str, float] = emulator.state()["balances"]
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
async def test_an_example_is_answered_as_its_page_says(
    client: httpx.AsyncClient, emulator: Emulator, example: Example
) -> None:
    family = emulator.families[example.family]
    source = example.body[source_field(example.family)]
    family.add_video(source, seconds=5, videos=4)
    before = balances(emulator)
    answer = await submit(client, example.family, example.body)
    if is_right(example):
        assert answer.status_code == 200, answer.text
        (create,) = emulator.ledger.creates
        assert (create.source, create.task_id) == (source, task_id_of(example.family, answer))
        assert (await read(client, example.family, create.task_id)).status_code == 200
        assert balances(emulator)[family.provider] == before[family.provider] - create.credits
    else:
        assert outcome(answer) == KINDS[example.family].common.problems["unknown field"]
        assert emulator.ledger.creates == ()
        assert balances(emulator) == before


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_page_and_spec_agree_on_every_example(example: Example) -> None:
    document = load(example.family.partition("/")[0])
    (path,) = (
        path for path in document["paths"] if KINDS[example.family].submit_path.endswith(path)
    )
    of_page = fits(example.document, example.operation, example.body)
    assert fits(document, document["paths"][path]["post"], example.body) == of_page


def test_there_are_examples_of_every_family_and_of_both_kinds() -> None:
    assert {example.family for example in EXAMPLES} == set(KINDS)
    wrong = {str(example) for example in EXAMPLES if not is_right(example)}
    # One leaves a required field out, the other shows all fields, also those that exclude each other.
    assert wrong >= {
        "kie-runway-extend.md: examples",
        "useapi-runwayml-gen2-extend.txt: fields",
    }


def test_no_example_in_code_is_overlooked() -> None:
    for kind, sign in (
        ("curl", r"\bcurl "),
        ("javascript", r"\bfetch\("),
        ("python", r"\brequests\.post\("),
    ):
        shown = [
            re.findall(sign, page.read_text(encoding="utf-8")) for page in SPECS.glob("*/pages/*")
        ]
        found = [example for example in EXAMPLES if example.kind == kind]
        assert len(found) == sum(map(len, shown)) > 0
