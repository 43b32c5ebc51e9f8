"""No modules of the emulator and the pytest plugin import one another, for annotations included."""

from __future__ import annotations

from tests.helpers.import_graph import circles, import_graph
from tests.helpers.paths import ROOT

PACKAGES = ("longtake.emulator", "longtake_pytest")


def test_no_modules_import_one_another() -> None:
    folders = [ROOT / "overlays" / name for name in ("longtake", "longtake_pytest")]
    graph = {
        name: targets
        for name, targets in import_graph(*folders).items()
        if name.startswith(PACKAGES)
    }
    assert "longtake.emulator.control" in graph["longtake.emulator.emulator"]
    assert circles({name: targets & graph.keys() for name, targets in graph.items()}) == []
