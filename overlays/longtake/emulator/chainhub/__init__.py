"""Kling through chainhub.tech, in Kling's own envelope.

The reseller's page shows an empty response; what stands here is Kling's, which it says is the same.
The prices are this emulator's own.
"""

from longtake.emulator.chainhub.api import Chainhub

__all__ = ["Chainhub"]
