"""The registry of the emulated providers, and a provider without a package of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import httpx
import pytest

import longtake.emulator
from longtake._providers import PROVIDERS, ProviderEntry, ProviderName
from longtake.emulator import Emulator, account, providers, spec
from longtake.emulator.spec import Spec
from tests.helpers.emulator_requests import ORIGIN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FOLDER: Final = Path(longtake.emulator.__file__).parent
OWN: Final = tuple(FOLDER / name for name in PROVIDERS)
SHARED: Final = [
    path
    for path in sorted(FOLDER.rglob("*.py"))
    if path not in {Path(providers.__file__), Path(account.__file__)}
    and not any(own in path.parents for own in OWN)
]
# With the models that they offer, whose tasks are theirs.
NAMED: Final = re.compile(
    rf"(?<![a-z])({'|'.join(PROVIDERS)}|kling|runway|midjourney|gen-?2)(?![a-z])",
    re.IGNORECASE,
)
# Docstrings may name a provider, as an example.
DOCSTRING = re.compile(r'""".*?"""', re.DOTALL)
# The explanation of a pattern needs one.
ALLOWED: Final = {"*/gen2"}

FILMS: Final[dict[str, Any]] = {
    "openapi": "3.1.0",
    "info": {"title": "films", "version": "1"},
    "servers": [{"url": "https://films.example/v1"}],
    "paths": {
        "/films": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["prompt"],
                                "additionalProperties": False,
                                "properties": {"prompt": {"type": "string"}},
                            }
                        }
                    },
                },
                "responses": {
                    "201": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"id": {"type": "string", "example": "film-1"}},
                                }
                            }
                        }
                    }
                },
            }
        },
        "/films/{id}": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"state": {"enum": ["done", "running"]}},
                                }
                            }
                        }
                    }
                }
            }
        },
    },
}


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_no_shared_module_names_a_provider(path: Path) -> None:
    text = DOCSTRING.sub("", path.read_text(encoding="utf-8"))
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    assert [found.group() for found in NAMED.finditer(text)] == []


def test_each_provider_has_its_name_and_its_variables() -> None:
    emulator = Emulator()
    assert tuple(emulator.providers) == tuple(PROVIDERS)
    variables = emulator.environment("http://emulator.test")
    for name, provider in emulator.providers.items():
        assert provider.name == name
        assert variables[f"{name.upper()}_BASE_URL"].startswith(f"http://emulator.test/{name}")
        assert variables[provider.key_variable] == provider.key
        assert {kind.provider for kind in provider.task_kinds} == {name}


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulator with one more provider, which has only a specification."""
    original = spec.committed

    def committed(name: str) -> Spec:
        return Spec(FILMS) if name == "films" else original(name)

    name = cast("ProviderName", "films")
    monkeypatch.setitem(PROVIDERS, name, ProviderEntry(name, "films", "Films", "AsyncFilms"))
    monkeypatch.setattr(spec, "committed", committed)
    return Emulator()


@pytest.fixture
async def films(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the provider, with its key."""
    variables = emulator.environment(ORIGIN)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(emulator),
        base_url=variables["FILMS_BASE_URL"],
        headers={"Authorization": f"Bearer {variables['FILMS_API_KEY']}"},
    ) as opened:
        yield opened


@pytest.mark.anyio
async def test_a_provider_needs_no_more_than_its_specification(films: httpx.AsyncClient) -> None:
    assert films.base_url == f"{ORIGIN}/films/v1/"
    made = await films.post("/films", json={"prompt": "A dog runs"})
    assert (made.status_code, made.json()) == (201, {"id": "film-1"})
    assert (await films.get("/films/film-1")).json() == {"state": "done"}


@pytest.mark.anyio
async def test_such_a_provider_refuses_as_http_has_it(
    films: httpx.AsyncClient, emulator: Emulator
) -> None:
    wrong = await films.post("/films", json={})
    assert wrong.json() == {"code": 400, "error": "prompt must be given"}
    assert (await films.get("/unheard-of")).status_code == 404
    assert (await films.get("/films/1", headers={"Authorization": "no"})).status_code == 401
    emulator.providers["films"].allowed_ips = ()
    assert (await films.get("/films/1")).status_code == 403
    assert [request.provider for request in emulator.ledger.requests] == ["films"] * 4
