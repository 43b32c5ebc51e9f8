"""The schemas in a provider's catalogue of models, each kept as a page."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from attrs import define

from scripts.capture import manifest
from scripts.capture.manifest import ManifestEntry
from scripts.capture.run import content, make, sha256
from scripts.capture.sources import model_page
from scripts.capture.web import WebError
from scripts.specs.errors import SpecError
from scripts.specs.expressions import steps
from scripts.specs.files import write
from scripts.specs.json_types import arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scripts.capture.run import Folders
    from scripts.capture.sources import ModelCatalogue, ProviderPages
    from scripts.capture.web import Web
    from scripts.specs.json_types import Json

_OK: Final = 200
# The requests of a catalogue share a limit of one request a second.
_PAUSE_S: Final = 1.0


@define
class ModelCapture:
    """The capture of schemas from one provider's catalogue.

    Attributes:
        provider: The provider.
        catalogue: Its catalogue.
        key: The key, which is sent to the catalogue's server alone.
        folders: Where schemas go, and what they are compared with.
        web: Sends the requests.
    """

    provider: ProviderPages
    catalogue: ModelCatalogue
    key: str
    folders: Folders
    web: Web

    def capture(
        self, patterns: Sequence[str], report: Callable[[ManifestEntry], None]
    ) -> list[ManifestEntry]:
        """Request the schema of every model whose id fits a pattern, and report each outcome.

        Raises:
            SpecError: If the models cannot be listed, none of them fits, or the folder cannot be used.
        """
        self.web.pauses_s[urlsplit(self.catalogue.server).netloc] = _PAUSE_S
        make(self.folders.output / self.provider.name)
        entries = {entry.key: entry for entry in manifest.load(self.folders.output)}
        found: list[ManifestEntry] = []
        for model in self._models(patterns):
            entry = self._entry(model)
            entries[entry.key] = entry
            write(self.folders.output / manifest.FILE_NAME, manifest.dumped(entries.values()))
            found.append(entry)
            report(entry)
        return found

    def _models(self, patterns: Sequence[str]) -> list[str]:
        try:
            listed = self._get(self.catalogue.list, self.catalogue.listed_at)
        except WebError as error:
            raise SpecError(f"the models of {self.provider.name}: {error.reason}") from None
        names = sorted({text(obj(entry).get("model")) for entry in arr(listed)} - {""})
        chosen = [name for name in names if any(fnmatchcase(name, each) for each in patterns)]
        if not chosen:
            raise SpecError(
                f"expected a pattern that fits one of the {len(names)} models of {self.provider.name}, "
                f"got {', '.join(patterns)}"
            )
        return chosen

    def _entry(self, model: str) -> ManifestEntry:
        """Request a schema, keep it, and return its entry."""
        page = model_page(model)
        # The catalogue's router takes the slash of a model id as it is.
        path = self.catalogue.schema.replace("{model}", quote(model, safe="/"))
        kept = content(self.folders.captured(self.provider.name, page))
        entry = ManifestEntry(
            provider=self.provider.name,
            page=page,
            url=f"{self.catalogue.server}{path}",
            outcome="failed",
            status=_OK,
            etag=None,
            last_modified=None,
            sha256=sha256(kept),
            reason="",
        )
        try:
            schema = self._get(path, self.catalogue.schema_at)
        except WebError as error:
            return entry.failed(error.reason, error.status)
        if not obj(obj(schema).get("paths")):
            return entry.failed("the catalogue has no schema of it", _OK)
        data = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        write(self.folders.captured(self.provider.name, page), data)
        committed = content(self.folders.committed(self.provider.name, page))
        outcome: manifest.CaptureOutcome = "changed"
        if committed is None or committed == data.encode():
            outcome = "new" if committed is None else "unchanged"
        return entry.brought(outcome, sha256(data.encode()))

    def _get(self, path: str, pointer: str) -> Json:
        """Return the part of a response that a JSON pointer leads to.

        Raises:
            WebError: If there is no response, or it is an error.
        """
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        response = self.web.get(f"{self.catalogue.server}{path}", headers)
        try:
            found: Json = json.loads(response.body)
        except ValueError:
            raise WebError("expected JSON", response.status) from None
        code = obj(found).get("code", response.status)
        if response.status != _OK or code != _OK:
            raise WebError(f"code {code}: {text(obj(found).get('msg'))[:200]}", response.status)
        for step in steps(pointer):
            found = obj(found).get(step)
        return found
