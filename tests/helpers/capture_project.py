"""Specifications whose pages are published on a loopback site, and short ways to capture them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.capture import sources
from scripts.capture.manifest import FILE_NAME, load
from scripts.capture.robots import Robots
from scripts.capture.run import Folders, capture
from scripts.capture.web import FetchLimits, Web
from tests.helpers.web_site import FakeClock
from tests.helpers.written_pages import APIFOX

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.capture.manifest import ManifestEntry
    from scripts.capture.sources import ProviderPages

PAGE = APIFOX.format(
    parameters="[]",
    body="{}",
    responses="{'200': {description: ok}}",
    security="[{bearer: []}]",
    servers="[{url: 'https://api.example.com'}]",
)
OTHER = PAGE.replace("# Video extension", "# Extending a video")


@define
class Project:
    """specs/ and the folder of a capture, in a folder of the test."""

    root: Path
    clock: FakeClock = field(factory=FakeClock)
    limits: FetchLimits = field(factory=FetchLimits)
    reported: list[str] = field(factory=list[str])

    @property
    def folders(self) -> Folders:
        return Folders(self.root / "out", self.root / "specs")

    def lists(self, provider: str, **addresses: str) -> None:
        """Write provider.yaml; `page_md` is the file page.md."""
        pages = [
            {"file": name.replace("_", "."), "published": "markdown", "address": address}
            for name, address in addresses.items()
        ]
        folder = self.root / "specs" / provider
        (folder / "pages").mkdir(parents=True, exist_ok=True)
        # JSON is YAML.
        text = json.dumps({"name": provider, "title": provider, "pages": pages})
        (folder / "provider.yaml").write_text(text, encoding="utf-8")

    def commits(self, provider: str, page: str, text: str) -> Path:
        """Write a page into specs/."""
        file = self.folders.committed(provider, page)
        file.write_text(text, encoding="utf-8")
        return file

    def providers(self) -> list[ProviderPages]:
        specs = self.folders.specs
        return [sources.load(specs, name) for name in sources.known(specs)]

    def capture(self, *names: str) -> dict[str, ManifestEntry]:
        """Capture; the entries by page."""
        chosen = [item for item in self.providers() if not names or item.name in names]
        with Web(self.clock, self.limits, report=self.reported.append) as web:
            found = capture(chosen, self.folders, web, Robots(web), lambda _: None)
        return {entry.page: entry for entry in found}

    def manifest(self) -> list[ManifestEntry]:
        return load(self.folders.output)

    def files(self) -> dict[str, bytes]:
        """Every file below the folder of the capture."""
        folder = self.folders.output
        return {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }

    def manifest_text(self) -> str:
        return (self.folders.output / FILE_NAME).read_text(encoding="utf-8")
