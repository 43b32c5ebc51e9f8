"""Every example request of the providers' pages, sent to the emulator."""

import re
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from longtake.emulator import Emulator
from longtake.emulator.spec import load
from tests.helpers.emulator_requests import ORIGIN, outcome, read, submit, task_id_of
from tests.helpers.page_examples import Example, every_example, of_page, source_field
from tests.helpers.paths import SPECS, page_id, project_pages
from tests.helpers.request_schema import fits, meets
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
MOTIONS: Final = ("horizontal", "vertical", "roll", "zoom", "pan", "tilt")
# The rules that pages have only in prose.
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
    """Whether a request meets the rules of its own page."""
    in_words = meets(PROSE.get(example.kind_key, {}), example.body)
    return in_words and fits(example.document, example.operation, example.body)


def balances(emulator: Emulator) -> dict[str, float]:
    """Return the balances of the accounts."""
    found: dict[str, float] = emulator.state()["balances"]
    return found


PAGES: Final = project_pages()
# Pages are read when tests run, not when they are collected.
each_page = pytest.mark.parametrize("page", PAGES, ids=page_id)


@each_page
async def test_each_example_has_the_response_of_its_page(page: Path) -> None:
    for example in of_page(page):
        emulator = Emulator()
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            await check_response(client, emulator, example)


async def check_response(client: httpx.AsyncClient, emulator: Emulator, example: Example) -> None:
    """Send an example; it succeeds, or is refused where it breaks the rules of its page."""
    kind = emulator.task_kinds[example.kind_key]
    source = example.body[source_field(example.kind_key)]
    kind.add_video(source, seconds=5, videos=4)
    before = balances(emulator)
    response = await submit(client, example.kind_key, example.body)
    if is_right(example):
        assert response.status_code == 200, (str(example), response.text)
        (create,) = emulator.ledger.creates
        assert (create.source, create.task_id) == (source, task_id_of(example.kind_key, response))
        assert (await read(client, example.kind_key, create.task_id)).status_code == 200
        assert balances(emulator)[kind.provider] == before[kind.provider] - create.credits
    else:
        refused = KINDS[example.kind_key].common.problems["unknown field"]
        assert outcome(response) == refused, str(example)
        assert emulator.ledger.creates == ()
        assert balances(emulator) == before


@each_page
def test_page_and_spec_agree_on_every_example(page: Path) -> None:
    for example in of_page(page):
        document = load(example.kind_key.partition("/")[0])
        submit_path = KINDS[example.kind_key].submit_path
        (path,) = (path for path in document["paths"] if submit_path.endswith(path))
        as_specified = fits(document, document["paths"][path]["post"], example.body)
        as_on_page = fits(example.document, example.operation, example.body)
        assert as_specified == as_on_page, str(example)


def test_there_are_examples_of_every_task_kind_and_of_both_kinds() -> None:
    examples = every_example()
    # No page of the jobs API is in the project.
    assert {example.kind_key for example in examples} == set(KINDS) - {"kie/jobs"}
    wrong = {str(example) for example in examples if not is_right(example)}
    # One leaves a required field out, the other shows all fields, also those that exclude each other.
    assert wrong >= {
        "kie-runway-extend.md: examples",
        "useapi-runwayml-gen2-extend.txt: fields",
    }


def test_every_example_in_code_is_found() -> None:
    for kind, sign in (
        ("curl", r"\bcurl "),
        ("javascript", r"\bfetch\("),
        ("python", r"\brequests\.post\("),
    ):
        shown = [
            re.findall(sign, page.read_text(encoding="utf-8")) for page in SPECS.glob("*/pages/*")
        ]
        found = [example for example in every_example() if example.kind == kind]
        assert len(found) == sum(map(len, shown)) > 0
