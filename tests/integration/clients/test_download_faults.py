"""Whatever happens on the way, a download ends in the very bytes of the video or in an error that says why.

206 in the emulator's ledger proves that the rest was asked for, and nothing but the rest came.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from longtake import (
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)
from longtake.emulator import Fault, RequestRecord
from tests.helpers.downloads import Downloading, Way, each_way
from tests.helpers.impatient_transport import AsyncImpatientTransport, ImpatientTransport, nth_file

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator

PAGE: Final = "<html>Gone for lunch</html>"

# The responses of the host to the request that meets the fault and to those after it: if that request is
# the first, and if it asks for the rest.
SURVIVED: Final[dict[str, tuple[Fault, list[int | None], list[int | None]]]] = {
    "half": (Fault.half(), [200, 206], [206, 206]),
    "nothing of it": (Fault.half(0), [200, 200], [206, 206]),
    "cut": (Fault.cut(), [None, 200], [None, 206]),
    "no length": (Fault.flawed("no_length"), [200], [206]),
    "length too great": (Fault.flawed("length_too_great"), [200, 416], [206, 416]),
    "length too small": (Fault.flawed("length_too_small"), [200, 206], [206, 206]),
    "no ranges": (Fault.flawed("no_ranges"), [200], [200]),
    "redirect": (Fault.flawed("redirect"), [302, 200], [302, 206]),
    "bad gateway": (Fault.bad_gateway(), [502, 200], [502, 206]),
    "forbidden": (Fault.forbidden(), [403, 200], [403, 206]),
    "not found": (Fault.response(404), [404, 200], [404, 206]),
    "too many": (Fault.response(429), [429, 200], [429, 206]),
    "unheard of": (Fault.response(596), [596, 200], [596, 206]),
}
FATAL: Final[dict[str, tuple[Fault, type[LongtakeError]]]] = {
    "not JSON": (Fault.not_json(), UnexpectedResponseError),
    "a page": (Fault.response(200, PAGE), UnexpectedResponseError),
    "no content": (Fault.response(204), UnexpectedResponseError),
    "gone": (Fault.response(410), NotFoundError),
}
# Broken off so often before.
each_position = pytest.mark.parametrize(
    "before", [0, 1, 2], ids=["first attempt", "in the middle", "after resuming"]
)


def prefix(before: int) -> list[int | None]:
    begun: list[int | None] = [200, 206]
    return begun[:before]


@each_way
@each_position
@pytest.mark.parametrize("trouble", SURVIVED)
def test_a_download_with_faults_has_the_same_bytes(
    way: Way, before: int, trouble: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    fault, first, later = SURVIVED[trouble]
    run = Downloading(
        way=way, emulator=longtake_emulator, faults=[*[Fault.half(0.4)] * before, fault]
    )
    file = run.to(tmp_path / "video.mp4")
    assert file.read_bytes() == run.film
    assert run.statuses == prefix(before) + (later if before else first)
    assert list(tmp_path.iterdir()) == [file]


@each_way
@each_position
@pytest.mark.parametrize("trouble", FATAL)
def test_a_permanent_failure_is_raised_at_once(
    way: Way, before: int, trouble: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    fault, error = FATAL[trouble]
    run = Downloading(
        way=way, emulator=longtake_emulator, faults=[*[Fault.half(0.4)] * before, fault]
    )
    with pytest.raises(error) as caught:
        run.to(tmp_path / "video.mp4")
    assert len(run.statuses) == before + 1
    assert list(tmp_path.iterdir()) == []
    (created,) = longtake_emulator.ledger.creates
    assert (caught.value.provider, caught.value.kind) == ("kie", "veo")
    assert caught.value.task_id == created.task_id
    assert caught.value.token is not None


ENDLESS: Final[dict[str, tuple[Fault, type[LongtakeError], int]]] = {
    # The first of seven made progress, and six did not.
    "length too small": (Fault.flawed("length_too_small"), ServiceUnavailableError, 7),
    "nothing of it": (Fault.half(0), ServiceUnavailableError, 6),
    "cut": (Fault.cut(), ServiceUnavailableError, 6),
    "bad gateway": (Fault.bad_gateway(), ServiceUnavailableError, 6),
    "too many": (Fault.response(429), RateLimitError, 6),
    "too much patience": (
        Fault.response(503, headers={"Retry-After": "3600"}),
        ServiceUnavailableError,
        1,
    ),
    "forbidden": (Fault.forbidden(), ServiceUnavailableError, 12),
    "not found": (Fault.response(404), ServiceUnavailableError, 12),
}


@each_way
@pytest.mark.parametrize("trouble", ENDLESS)
def test_a_repeated_failure_is_given_up(
    way: Way, trouble: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    fault, error, requests = ENDLESS[trouble]
    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        between=lambda: longtake_emulator.kie.veo.always(fault, on="download"),
    )
    with pytest.raises(error) as caught:
        run.to(target)
    assert len(run.statuses) == requests
    assert caught.value.token is not None
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


@each_way
def test_a_host_that_breaks_off_is_requested_while_it_sends_more(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    run = Downloading(way=way, emulator=longtake_emulator, faults=[Fault.half(0.2)] * 30)
    file = run.to(tmp_path / "video.mp4")
    assert file.read_bytes() == run.film
    assert run.statuses == [200, *[206] * 30]


@each_way
def test_the_download_of_a_changed_file_starts_again(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    def change(record: RequestRecord) -> None:
        if record.fault == "half":
            # Another film under the same name, shorter than what has come of this one.
            name = record.path.removeprefix("/media/")
            links.append(longtake_emulator.media.link(longtake_emulator.base_url, name, end_s=4))

    links: list[str] = []
    stop = longtake_emulator.ledger.listen(change)
    run = Downloading(way=way, emulator=longtake_emulator, faults=[Fault.half(0.9)])
    file = run.to(tmp_path / "video.mp4")
    stop()
    assert run.statuses == [200, 200]
    changed = httpx.get(links[0], trust_env=False).content
    assert len(changed) < 0.9 * len(run.film)
    assert file.read_bytes() == changed


@each_way
def test_a_hosts_retry_after_is_kept(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    began: list[float] = []
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        faults=[Fault.response(503, headers={"Retry-After": "100"})],
        between=lambda: began.append(longtake_emulator.clock.now()),
    )
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    assert 100 <= longtake_emulator.clock.now() - began[0] < 102


@each_way
@each_position
def test_a_missing_response_is_not_waited_for(
    way: Way, before: int, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    transport = ImpatientTransport if way == "sync" else AsyncImpatientTransport
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        faults=[*[Fault.half(0.4)] * before, Fault.never()],
        options={"transport": transport(longtake_emulator, nth_file(before))},
    )
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    assert run.statuses == [*prefix(before), None, 206 if before else 200]


@each_way
def test_a_late_response_is_waited_for(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    def move(record: RequestRecord) -> None:
        if record.fault == "late":
            # Not in the thread that sends the response.
            mover = threading.Thread(target=longtake_emulator.advance, args=(40,))
            mover.start()
            movers.append(mover)

    movers: list[threading.Thread] = []
    stop = longtake_emulator.ledger.listen(move)
    run = Downloading(way=way, emulator=longtake_emulator, faults=[Fault.half(), Fault.late(30)])
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    stop()
    movers[0].join()
    assert run.statuses == [200, 206]


@each_way
def test_progress_goes_on_where_the_download_does(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    seen: list[tuple[int, int | None]] = []
    faults = [Fault.half(), Fault.flawed("no_length")]
    run = Downloading(way=way, emulator=longtake_emulator, faults=faults)
    run.to(tmp_path / "video.mp4", lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert {total for _, total in seen} == {len(run.film)}
    assert len(run.film) // 2 in [done for done, _ in seen]
    assert seen[-1][0] == len(run.film)


@each_way
def test_progress_is_reported_without_a_length(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    seen: list[tuple[int, int | None]] = []
    run = Downloading(way=way, emulator=longtake_emulator, faults=[Fault.flawed("no_length")])
    run.to(tmp_path / "video.mp4", lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(run.film), None)
