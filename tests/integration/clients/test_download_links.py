"""Links work too late, or not any more: what helps, and what is said where nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from longtake import Model, NotFoundError, ServiceUnavailableError
from longtake.emulator import Fault
from tests.helpers.downloads import Downloading, Way, each_way
from tests.helpers.scenarios import BY_KIND

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator

DAY_S: Final = 86400.0
GEN2: Final = BY_KIND["useapi/gen2"]


@each_way
@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("family", ["useapi/gen2", "kie/veo", "chainhub/kling"])
def test_a_link_that_was_given_out_too_early_is_tried_until_it_works(
    way: Way, status: int, family: Model, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        scenario=BY_KIND[family],
        faults=[Fault.response(status)] * 8,
    )
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    assert run.statuses == [*[status] * 8, 200]
    assert run.polls == 0


@each_way
def test_a_link_is_new_where_each_poll_signs_one(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        scenario=GEN2,
        resumed=True,
        faults=[Fault.forbidden()] * 5,
    )
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    assert run.statuses == [*[403] * 5, 200]
    assert run.polls == 0


@each_way
@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize(
    ("resumed", "days", "requests"), [(True, 0, 6), (False, 2, 6), (False, 0, 12)]
)
def test_a_new_link_to_an_old_file_that_is_gone_is_given_up_sooner(
    way: Way,
    status: int,
    resumed: bool,
    days: int,
    requests: int,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
) -> None:
    def go() -> None:
        longtake_emulator.advance(days * DAY_S)
        longtake_emulator.useapi.gen2.always(Fault.response(status), on="download")

    run = Downloading(
        way=way, emulator=longtake_emulator, scenario=GEN2, resumed=resumed, between=go
    )
    with pytest.raises(ServiceUnavailableError, match="or it was deleted"):
        run.to(tmp_path / "video.mp4")
    assert run.statuses == [status] * requests


@each_way
@pytest.mark.parametrize("resumed", [False, True])
def test_a_signed_link_that_has_expired_is_replaced(
    way: Way, resumed: bool, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        scenario=GEN2,
        resumed=resumed,
        between=lambda: longtake_emulator.advance(2 * DAY_S),
    )
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    assert run.statuses == [403, 200]
    assert run.polls == 1


@each_way
def test_the_new_link_may_be_given_out_too_early_again(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        scenario=GEN2,
        faults=[Fault.forbidden()] * 4,
        between=lambda: longtake_emulator.advance(2 * DAY_S),
    )
    assert run.to(tmp_path / "video.mp4").read_bytes() == run.film
    assert run.statuses == [403, 403, 403, 403, 200]
    assert run.polls == 1


@each_way
def test_a_signed_link_that_expires_on_the_way_is_replaced_and_the_rest_is_fetched(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    def sleep_over(done: int, _total: int | None) -> None:
        if not slept:
            slept.append(done)
            longtake_emulator.advance(2 * DAY_S)

    slept: list[int] = []
    run = Downloading(way=way, emulator=longtake_emulator, scenario=GEN2, faults=[Fault.half()])
    assert run.to(tmp_path / "video.mp4", sleep_over).read_bytes() == run.film
    assert run.statuses == [200, 403, 206]
    assert run.polls == 1


@each_way
@pytest.mark.parametrize("resumed", [False, True])
@pytest.mark.parametrize(
    ("family", "days"),
    [("kie/runway", 14), ("kie/veo", 14), ("kie/midjourney", 15), ("chainhub/kling", 30)],
)
def test_a_file_that_the_provider_deleted_is_an_error_at_once(
    way: Way,
    resumed: bool,
    family: Model,
    days: int,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
) -> None:
    run = Downloading(
        way=way,
        emulator=longtake_emulator,
        scenario=BY_KIND[family],
        resumed=resumed,
        between=lambda: longtake_emulator.advance((days + 1) * DAY_S),
    )
    with pytest.raises(NotFoundError, match=f"keeps videos for {days} days") as caught:
        run.to(tmp_path / "video.mp4")
    assert run.statuses == [404]
    assert run.polls == 0
    (created,) = longtake_emulator.ledger.creates
    assert (caught.value.status, caught.value.task_id) == (404, created.task_id)
    assert list(tmp_path.iterdir()) == []


@each_way
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.refuse("not_found"), NotFoundError),
        (Fault.response(503), ServiceUnavailableError),
        (Fault.altered("no_files"), NotFoundError),
    ],
)
def test_a_task_that_gives_no_new_link_ends_the_download(
    way: Way,
    fault: Fault,
    error: type[Exception],
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
) -> None:
    def expire() -> None:
        longtake_emulator.advance(2 * DAY_S)
        longtake_emulator.useapi.gen2.always(fault, on="read")

    run = Downloading(way=way, emulator=longtake_emulator, scenario=GEN2, between=expire)
    with pytest.raises(error) as caught:
        run.to(tmp_path / "video.mp4")
    assert run.statuses == [403]
    assert getattr(caught.value, "token", None) is not None
    assert list(tmp_path.iterdir()) == []


def test_another_poll_shows_the_new_link(longtake_emulator: ServedEmulator) -> None:
    with GEN2.client(longtake_emulator) as client:
        task = GEN2.start(client, longtake_emulator.sources[GEN2.kind].id)
        old = task.wait().url
        longtake_emulator.advance(DAY_S)
        assert task.status().videos[0].url != old
        assert task.videos[0].url == task.status().videos[0].url
