"""Useapi.net's Runway API: Gen-2 extensions.

The price is this emulator's own; so is what a cancelled task answers, which no page tells.
"""

from longtake.emulator.useapi.api import UseApi

__all__ = ["UseApi"]
