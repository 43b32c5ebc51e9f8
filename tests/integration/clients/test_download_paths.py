"""Where a video is to go: nothing half-written is left anywhere, and what is in the way is named."""

from __future__ import annotations

import asyncio
import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import AsyncKie, AsyncVideo, InvalidRequestError, Kie, LongtakeError
from longtake._shell.video import download_beside
from longtake.emulator import Fault, RequestRecord
from longtake_pytest import ClientClock, ServedEmulator
from tests.helpers.downloads import Downloading, Way, each_way
from tests.helpers.scenarios import BY_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

VEO = BY_KIND["kie/veo"]


@contextmanager
def no_file_longer_than(size: int) -> Generator[None]:
    """Let the system refuse to write on, as it does when a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@each_way
def test_a_full_disk_is_named_and_nothing_is_left(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    run = Downloading(way=way, emulator=longtake_emulator)
    with no_file_longer_than(20_000), pytest.raises(InvalidRequestError) as caught:
        run.to(tmp_path / "video.mp4")
    assert "video.mp4' cannot be written: File too large" in str(caught.value)
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.token is not None
    assert left_in(tmp_path) == []


def in_a_file(folder: Path) -> str:
    (folder / "file").write_bytes(b"older")
    return str(folder / "file" / "video.mp4")


def too_long(folder: Path) -> str:
    return str(folder / ("v" * 300))


def impossible(folder: Path) -> str:
    return str(folder / "v\0.mp4")


def in_a_circle(folder: Path) -> str:
    (folder / "circle").symlink_to(folder / "circle")
    return str(folder / "circle")


@each_way
@pytest.mark.parametrize("place", [in_a_file, too_long, impossible, in_a_circle])
def test_an_unusable_path_is_refused_before_the_download(
    way: Way, place: Callable[[Path], str], longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    target = place(tmp_path)
    before = set(tmp_path.rglob("*"))
    run = Downloading(way=way, emulator=longtake_emulator)
    with pytest.raises(InvalidRequestError, match="cannot be written") as caught:
        run.to(target)
    assert repr(target) in str(caught.value)
    assert caught.value.task_id is not None
    assert run.statuses == []
    assert set(tmp_path.rglob("*")) == before


@each_way
@pytest.mark.needs_system("/proc")
def test_a_read_only_folder_is_refused_before_the_download(
    way: Way, longtake_emulator: ServedEmulator
) -> None:
    run = Downloading(way=way, emulator=longtake_emulator)
    with pytest.raises(InvalidRequestError, match="cannot be written"):
        run.to("/proc/self/fdinfo/video.mp4")
    assert run.statuses == []


def test_an_invalid_path_is_named(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    video: Any = longtake_kie.veo.extend(task_id=source, prompt="On").wait()
    for place in (3, None, ""):
        with pytest.raises(InvalidRequestError, match=f"path must be .*, got {place!r}"):
            video.download(place)
    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    with pytest.raises(InvalidRequestError, match="overwrite must be True or False, got 'no'"):
        video.download(target, overwrite="no")
    assert target.read_bytes() == b"older"


@each_way
def test_a_file_created_meanwhile_is_kept(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    target = tmp_path / "video.mp4"

    def put_a_file(_done: int, _total: int | None) -> None:
        target.write_bytes(b"newer")

    def put_a_folder(_done: int, _total: int | None) -> None:
        target.mkdir(exist_ok=True)

    run = Downloading(way=way, emulator=longtake_emulator)
    with pytest.raises(InvalidRequestError, match="exists"):
        run.to(target, put_a_file, overwrite=False)
    assert target.read_bytes() == b"newer"
    target.unlink()
    with pytest.raises(InvalidRequestError, match="is not a regular file"):
        run.to(target, put_a_folder)
    assert left_in(tmp_path) == [target]
    assert list(target.iterdir()) == []


def linked(_: Path, __: Path) -> None:
    raise PermissionError(1, "no file here has two names")


@each_way
@pytest.mark.parametrize("links", [True, False])
def test_a_file_created_at_the_last_moment_is_kept(
    way: Way,
    links: bool,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "video.mp4"

    def free(*_: object, **__: object) -> None:
        """Nothing was in the way when it was polled."""

    monkeypatch.setattr("longtake._shell.partial_file.check_free", free)
    if not links:
        monkeypatch.setattr("os.link", linked)
    run = Downloading(way=way, emulator=longtake_emulator)
    assert run.to(target, overwrite=False).read_bytes() == run.film
    assert left_in(tmp_path) == [target]
    target.write_bytes(b"another's")
    with pytest.raises(InvalidRequestError, match="exists"):
        run.to(target, overwrite=False)
    assert target.read_bytes() == b"another's"
    assert left_in(tmp_path) == [target]


def test_of_two_downloads_to_one_path_one_is_stored(
    longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    target = tmp_path / "video.mp4"
    together = threading.Barrier(4)

    def meet(done: int, total: int | None) -> None:
        if done == total:
            together.wait()

    def download() -> Path | LongtakeError:
        try:
            return video.download(target, overwrite=False, on_progress=meet)
        except LongtakeError as error:
            return error

    with VEO.client(longtake_emulator) as client:
        video = VEO.start(client, longtake_emulator.sources[VEO.kind].id).wait()
        with ThreadPoolExecutor(4) as pool:
            ends = [future.result() for future in [pool.submit(download) for _ in range(4)]]
        assert ends.count(target) == 1
        assert sum("exists" in str(end) for end in ends) == 3
        with ThreadPoolExecutor(4) as pool:
            everybody = [pool.submit(video.download, target) for _ in range(4)]
            assert {future.result() for future in everybody} == {target}
    assert target.read_bytes() == httpx.get(video.url, trust_env=False).content
    assert left_in(tmp_path) == [target]


@each_way
def test_any_name_will_do(way: Way, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    run = Downloading(way=way, emulator=longtake_emulator)
    target = tmp_path / "Straße" / "犬 走る 🐕.mp4"
    assert run.to(target) == target
    assert target.read_bytes() == run.film
    assert list(target.parent.iterdir()) == [target]


@each_way
def test_an_older_file_stays_until_the_new_one_is_whole(
    way: Way, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    seen: set[bytes] = set()
    run = Downloading(way=way, emulator=longtake_emulator, faults=[Fault.half()])
    run.to(target, lambda _done, _total: seen.add(target.read_bytes()))
    assert seen == {b"older"}
    assert target.read_bytes() == run.film


@each_way
@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, OSError])
@pytest.mark.parametrize("at", [1, 2])
def test_an_exception_of_on_progress_is_raised_and_leaves_no_file(
    way: Way,
    failure: type[BaseException],
    at: int,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
) -> None:
    calls: list[int] = []

    def interrupt(done: int, _total: int | None) -> None:
        calls.append(done)
        if len(calls) == at:
            raise failure("of the caller's own")

    run = Downloading(way=way, emulator=longtake_emulator, faults=[Fault.half()])
    with pytest.raises(failure, match="of the caller's own"):
        run.to(tmp_path / "video.mp4", interrupt)
    assert len(calls) == at
    assert left_in(tmp_path) == []


class ClockThatCancels(ClientClock):
    """Its first sleep is the last thing that the task does."""

    async def sleep_async(self, seconds: float) -> None:
        if seconds:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        await super().sleep_async(seconds)


async def finished(kie: AsyncKie, emulator: ServedEmulator) -> AsyncVideo:
    task = await kie.veo.extend(task_id=emulator.sources["kie/veo"].id, prompt="On it goes")
    emulator.advance(3600)
    await task.status()
    return task.videos[0]


@pytest.mark.anyio
@pytest.mark.parametrize("moment", ["connecting", "receiving", "before another attempt"])
async def test_a_cancelled_download_leaves_nothing(
    moment: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    options: dict[str, Any] = {**longtake_emulator.options("kie")}
    loop = asyncio.get_running_loop()
    downloading: list[asyncio.Task[Path]] = []
    stop: Callable[[], None] | None = None
    faults = {
        "connecting": Fault.never(),
        "receiving": Fault.half(),
        "before another attempt": Fault.cut(),
    }

    def cancel_when_asked(record: RequestRecord) -> None:
        if record.fault == "never":
            loop.call_soon_threadsafe(downloading[0].cancel)

    def cancel_when_received(_done: int, _total: int | None) -> None:
        if moment == "receiving":
            downloading[0].cancel()

    if moment == "connecting":
        stop = longtake_emulator.ledger.listen(cancel_when_asked)
    if moment == "before another attempt":
        options["clock"] = ClockThatCancels(longtake_emulator)
    async with AsyncKie(**options) as kie:
        video = await finished(kie, longtake_emulator)
        longtake_emulator.kie.veo.next_download(faults[moment])
        downloading.append(
            asyncio.create_task(
                video.download(tmp_path / "video.mp4", on_progress=cancel_when_received)
            )
        )
        with pytest.raises(asyncio.CancelledError):
            await downloading[0]
        assert left_in(tmp_path) == []
        # The client is as good as before.
        file = await video.download(tmp_path / "video.mp4")
        assert left_in(tmp_path) == [file]
    if stop:
        stop()


def test_a_file_that_is_not_an_own_download_is_kept_unless_it_has_the_same_content(
    longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    target = tmp_path / "video.mp4"
    with VEO.client(longtake_emulator) as client:
        video = VEO.start(client, longtake_emulator.sources[VEO.kind].id).wait()

        def store(*own: Path, overwrite: bool = False, content: bytes | None = None) -> Path:
            def put(_done: int, _total: int | None) -> None:
                if content is not None:
                    target.write_bytes(content)

            return download_beside(video, target, own=own, overwrite=overwrite, on_progress=put)

        film = store().read_bytes()
        with pytest.raises(InvalidRequestError, match="already exists") as caught:
            store(content=b"newer")
        assert isinstance(caught.value.__cause__, FileExistsError)
        assert target.read_bytes() == b"newer"
        assert store(target, content=b"newer").read_bytes() == film
        assert store(overwrite=True, content=b"newer").read_bytes() == film
        before = target.stat()
        assert store() == target
        assert target.stat() == before
    assert left_in(tmp_path) == [target]
