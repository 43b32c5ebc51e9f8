"""The host where finished videos lie, apart from the APIs that give out links to them."""

from longtake.emulator.media.files import LINK_LIFE_S, PREFIX, Media
from longtake.emulator.media.origins import Origins

__all__ = ["LINK_LIFE_S", "PREFIX", "Media", "Origins"]
