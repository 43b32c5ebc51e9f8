"""The host where finished videos lie, apart from the APIs that give out links to them."""

from longtake.emulator.media.files import PREFIX, Media
from longtake.emulator.media.origins import Origins

__all__ = ["PREFIX", "Media", "Origins"]
