"""The message about a missing extra."""

import pytest

from longtake.emulator import extra


def test_everything_is_there() -> None:
    extra.require_extra()


def test_what_is_missing_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(extra.PACKAGES, "a_module_that_does_not_exist", "a-package")
    with pytest.raises(ModuleNotFoundError, match=r"needs a-package: pip install 'longtake\["):
        extra.require_extra()
