"""The providers call back: when, with what, signed how, and how often again."""

from longtake.emulator.calling.caller import Caller
from longtake.emulator.calling.habits import Habits, When

__all__ = ["Caller", "Habits", "When"]
