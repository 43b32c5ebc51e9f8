"""Reads and writes end by the time of their request, by a clock that only this test moves."""

from __future__ import annotations

import httpcore
import pytest
from attrs import define

from longtake._shell.http.context import context_var_set, time_limit
from longtake._shell.http.downloads import StallLimit
from longtake._shell.http.network import AsyncStream, Deadline, Stream


@define
class HandClock:
    """A clock that a test moves."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.now += seconds


class Drops(httpcore.NetworkStream):
    """A connection on which pieces of a size arrive, one after a pause each."""

    def __init__(self, clock: HandClock, size: int, pause_s: float) -> None:
        self.clock, self.size, self.pause_s = clock, size, pause_s
        self.is_closed = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del max_bytes
        if timeout is not None and timeout < self.pause_s:
            self.clock.sleep(timeout)
            raise httpcore.ReadTimeout
        self.clock.sleep(self.pause_s)
        return b"x" * self.size

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del buffer
        self.read(1, timeout)

    def close(self) -> None:
        self.is_closed = True


class AsyncDrops(httpcore.AsyncNetworkStream):
    """`Drops` for async callers."""

    def __init__(self, drops: Drops) -> None:
        self.drops = drops

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.drops.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.drops.write(buffer, timeout)

    async def aclose(self) -> None:
        self.drops.close()


def test_reads_end_by_the_time_of_the_request() -> None:
    clock = HandClock()
    drops = Drops(clock, size=1, pause_s=7)
    stream = Stream(drops)

    def read() -> None:
        while True:
            stream.read(100, timeout=60.0)

    with (
        context_var_set(time_limit, Deadline(1060.0, clock=clock)),
        pytest.raises(httpcore.ReadTimeout),
    ):
        read()
    assert clock.now == 1060.0
    assert drops.is_closed


def test_a_read_has_its_own_limit_too() -> None:
    clock = HandClock()
    with (
        context_var_set(time_limit, Deadline(1060.0, clock=clock)),
        pytest.raises(httpcore.ReadTimeout),
    ):
        Stream(Drops(clock, size=1, pause_s=30)).read(100, timeout=20.0)
    assert clock.now == 1020.0


def test_a_large_write_ends_by_the_time_of_the_request() -> None:
    clock = HandClock()
    stream = Stream(Drops(clock, size=1, pause_s=25))
    with (
        context_var_set(time_limit, Deadline(1060.0, clock=clock)),
        pytest.raises(httpcore.TimeoutException),
    ):
        stream.write(bytes(1_000_000), timeout=60.0)
    assert clock.now == 1060.0


@pytest.mark.anyio
async def test_reads_and_writes_end_by_the_time_of_the_request_async() -> None:
    clock = HandClock()
    drops = Drops(clock, size=1, pause_s=7)
    stream = AsyncStream(AsyncDrops(drops))

    async def read() -> None:
        while True:
            await stream.read(100, timeout=60.0)

    with context_var_set(time_limit, Deadline(1060.0, clock=clock)):
        with pytest.raises(httpcore.ReadTimeout):
            await read()
        assert clock.now == 1060.0
        assert drops.is_closed
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(b"x", timeout=60.0)


def test_without_a_limit_nothing_ends() -> None:
    clock = HandClock()
    stream = Stream(Drops(clock, size=1, pause_s=7_000))
    assert stream.read(100) == b"x"
    with context_var_set(time_limit, Deadline(float("inf"), clock=clock)):
        assert stream.read(100) == b"x"


@pytest.mark.parametrize(("size", "pause_s"), [(1024, 59), (100, 5), (20, 1), (100_000, 59)])
def test_a_download_goes_on_while_enough_arrives(size: int, pause_s: float) -> None:
    clock = HandClock()
    stream, slow = Stream(Drops(clock, size, pause_s)), StallLimit(60.0, clock)
    for _ in range(1000):
        with slow.reading(), context_var_set(time_limit, slow):
            slow_piece = stream.read(65_536, timeout=None)
        slow.received(len(slow_piece))
        # What the caller does with a piece takes as long as it takes.
        clock.sleep(600)


@pytest.mark.parametrize(("size", "pause_s"), [(0, 1), (16, 1), (1, 0.1), (1023, 59)])
def test_a_download_ends_when_too_little_arrives(size: int, pause_s: float) -> None:
    clock = HandClock()
    stream, slow = Stream(Drops(clock, size, pause_s)), StallLimit(60.0, clock)

    def download() -> None:
        while clock.now < 2000:
            with slow.reading(), context_var_set(time_limit, slow):
                piece = stream.read(65_536, timeout=None)
            slow.received(len(piece))

    with pytest.raises(httpcore.ReadTimeout):
        download()
    assert clock.now == pytest.approx(1060.0)
