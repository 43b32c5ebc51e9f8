"""What a journal has of a request, its short ids, and the URLs that it takes."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest

from longtake import InvalidRequestError, Journal, Kie
from longtake._core.journal import recorded_request
from longtake.journal._journal import short_ids
from longtake.journal._processes import has_ended, this_process

if TYPE_CHECKING:
    from pathlib import Path


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_large_values_are_hashes() -> None:
    body = {
        "prompt": "p" * 4096,
        "image": "i" * 4097,
        "clip": b"clip",
        "files": [io.BytesIO(b"a file")],
        "nested": {"image": "ü" * 2049, "strength": 0.5, "on": True, "none": None},
    }
    assert recorded_request(body, ()) == {
        "prompt": "p" * 4096,
        "image": sha256(b"i" * 4097),
        "clip": sha256(b"clip"),
        "files": ["a file (BytesIO)"],
        "nested": {"image": sha256("ü".encode() * 2049), "strength": 0.5, "on": True, "none": None},
    }


def test_many_small_values_are_one_hash() -> None:
    stored = recorded_request({"points": list(range(2000)), "seed": 7}, ())
    assert str(stored["points"]).startswith("sha256:")
    assert stored["seed"] == 7


def test_secret_properties_are_left_out() -> None:
    body = {"prompt": "p", "token": "secret", "input": {"token": "secret", "token/2": 1}}
    assert recorded_request(body, ("/token", "/input/token")) == {
        "prompt": "p",
        "input": {"token/2": 1},
    }


def testshort_ids_are_the_shortest_that_are_unique() -> None:
    tokens = ["a" * 64, "ab" + "c" * 62, "b" * 8 + "1" * 56, "b" * 8 + "2" * 56]
    assert list(short_ids(tokens).values()) == ["aaaa", "abcc", "b" * 8 + "1", "b" * 8 + "2"]
    assert short_ids(["f" * 64]) == {"f" * 64: "ffff"}
    assert short_ids([]) == {}


@pytest.mark.parametrize(
    "url", ["", "  ", "mysql://host/db", "https://example.test/tasks.db", 17, None, "redis://x"]
)
def test_other_urls_are_refused(url: Any) -> None:
    with pytest.raises(InvalidRequestError, match="journal must be the path of a file"):
        Journal(url)


def test_a_client_refuses_what_is_no_journal() -> None:
    with pytest.raises(InvalidRequestError, match=r"longtake\.Journal, a URL or a path, got int"):
        Kie("a-key", journal=17)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_journal_is_opened_when_it_is_used(tmp_path: Path) -> None:
    file = tmp_path / "tasks.db"
    for url in (file, str(file), f"sqlite:///{file}"):
        journal = Journal(url)
        Kie("a-key", journal=journal).close()
        assert repr(journal) == f"Journal('{file}')"
    assert not file.exists()


def test_ids_that_are_none_or_several(tmp_path: Path) -> None:
    with Journal(tmp_path / "tasks.db") as journal:
        for given in ("ffff", "s1", "x", "%", "s0"):
            with pytest.raises(InvalidRequestError, match="has no entry with the id"):
                journal.entry(given)
        with pytest.raises(InvalidRequestError, match="state must be one of"):
            journal.tasks(state="lost")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.needs_system("/proc")
def test_a_process_is_identified_by_its_start() -> None:
    host, pid, started = this_process().rsplit(" ", 2)
    assert not has_ended(this_process())
    # The id of this process, as an earlier one had it.
    assert has_ended(f"{host} {pid} {int(started) - 1}")
    assert has_ended(f"{host} {2**22 + 1} 1")
    assert not has_ended(f"another-{host} {2**22 + 1} 1")
