"""What is said when the extra is not installed."""

import pytest

from longtake.emulator import needs


def test_everything_is_there() -> None:
    needs.check()


def test_what_is_missing_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(needs.NEEDED, "a_module_that_nobody_has", "a-package")
    with pytest.raises(ModuleNotFoundError, match=r"needs a-package: pip install 'longtake\["):
        needs.check()
