"""Kie.ai: Runway, Veo and Midjourney behind one envelope that is always HTTP 200.

What the vendor documents of its answers is in the spec; what it does not is decided here, and says
so. The prices are this emulator's own.
"""

from longtake.emulator.kie.api import Kie

__all__ = ["Kie"]
