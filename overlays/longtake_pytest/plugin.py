"""The entry point of the pytest plugin: load the fixtures where pytest is new enough for them.

Every pytest loads this module where longtake is installed, also one that is too old. So it uses nothing that
pytest 6 does not have, and under such a pytest it does nothing.
"""

from __future__ import annotations

from typing import Final

import pytest

OLDEST: Final = (7, 0)
"""The first pytest with stashes and with `pytest.version_tuple`."""

_version: tuple[int | str, ...] = getattr(pytest, "version_tuple", (0,))

pytest_plugins: Final = ["longtake_pytest.fixtures"] if _version >= OLDEST else []
