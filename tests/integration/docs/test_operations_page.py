"""docs/operations.md lists the operations that the clients have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from longtake._providers import PROVIDERS
from scripts import operations_page, public_api

if TYPE_CHECKING:
    from longtake._providers import ProviderName


def test_the_page_is_up_to_date() -> None:
    assert operations_page.FILE.read_text(encoding="utf-8") == operations_page.page()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_is_a_method_of_the_client(provider: ProviderName) -> None:
    client = PROVIDERS[provider].sync
    methods = {line.partition("(")[0] for line in public_api.listing().splitlines()}
    listed = [each.name for each in operations_page.operations_of(provider)]
    assert listed
    assert {name for name in listed if f"longtake.{client}.{name}" not in methods} == set()
