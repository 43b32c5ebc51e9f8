"""The committed clients parse each sample of a response that stands on the pages they are made from."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.paths import SPECS, page_id, project_pages
from tests.helpers.response_samples import response_samples

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.generation import Sample


def samples(page: Path) -> list[Sample]:
    file = page.parents[1] / "openapi.yaml"
    document, _ = read_yaml_object(file.read_text(encoding="utf-8"), file=file)
    return response_samples(page, document, page.parents[1].name)


@pytest.mark.parametrize("page", project_pages(), ids=page_id)
def test_each_sample_of_a_response_parses(page: Path) -> None:
    for sample in samples(page):
        package = f"longtake_{sample.page}"
        endpoint: Any = importlib.import_module(f"{package}.api.{sample.tag}.{sample.operation_id}")
        client: Any = importlib.import_module(package).Client(base_url="http://127.0.0.1")
        response = httpx.Response(sample.status, json=sample.body)
        parsed: Any = endpoint._parse_response(client=client, response=response)
        assert parsed.to_dict() is not None


def test_the_pages_of_the_project_have_samples() -> None:
    assert {page.parents[1] for page in project_pages() if samples(page)} == {
        SPECS / "kie",
        SPECS / "useapi",
    }
