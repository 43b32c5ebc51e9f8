"""What a client works with, made when there is first something to do."""

from __future__ import annotations

from typing import TypeVar

from longtake._shell.experience import experience_at
from longtake._shell.http.connections import AsyncTransport, SyncTransport
from longtake._shell.http.downloads import AsyncDownloadClient, DownloadClient
from longtake._shell.http.settings import Settings
from longtake._shell.limits import limits_of
from longtake._shell.session import AsyncSession, SyncSession

RawT = TypeVar("RawT")


def session(raw: RawT, settings: Settings, transport: SyncTransport | None) -> SyncSession[RawT]:
    """The session of a client that blocks."""
    return SyncSession(
        raw=raw,
        downloads=DownloadClient(settings, transport),
        clock=settings.clock,
        experience=experience_at(settings.provider, settings.base_url, settings.clock, transport),
        limits=limits_of(settings),
    )


def async_session(
    raw: RawT, settings: Settings, transport: AsyncTransport | None
) -> AsyncSession[RawT]:
    """The session of a client that is awaited."""
    return AsyncSession(
        raw=raw,
        downloads=AsyncDownloadClient(settings, transport),
        clock=settings.clock,
        experience=experience_at(settings.provider, settings.base_url, settings.clock, transport),
        limits=limits_of(settings),
    )
