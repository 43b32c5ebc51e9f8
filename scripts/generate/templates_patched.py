"""openapi-python-client's templates with our changes, as one folder that it can read."""

from __future__ import annotations

import shutil
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Final

from attrs import field, frozen, validators

OWN_TEMPLATES: Final = Path(__file__).with_name("templates")
_PATCHES: Final = OWN_TEMPLATES / "patches.toml"


class PatchError(Exception):
    """A change that no longer fits the generator's template."""


@frozen(kw_only=True)
class Patch:
    """One change to one template of the generator; see `templates/patches.toml`."""

    template: str
    reason: str = field(validator=validators.min_len(10))
    find: str = field(validator=validators.min_len(1))
    replace: str
    times: int = 1

    def applied_to(self, text: str) -> str:
        """`text` with the change made.

        Raises:
            PatchError: If what is to be replaced does not stand there as often as expected.
        """
        found = text.count(self.find)
        if found != self.times:
            raise PatchError(
                f"{_PATCHES.name}: {self.template}: {self.find!r} stands {found} times in the generator's "
                f"template, expected {self.times} (the change is there because: {self.reason.strip()})"
            )
        return text.replace(self.find, self.replace)


def read_patches(path: Path = _PATCHES) -> list[Patch]:
    """Return the patches in a TOML file, in order."""
    with path.open("rb") as file:
        return [Patch(**entry) for entry in tomllib.load(file)["patch"]]


def write_templates(folder: Path) -> None:
    """Write to `folder` every template that differs from the generator's own.

    Raises:
        PatchError: If a patch does not fit the installed generator's templates.
    """
    originals = files("openapi_python_client") / "templates"
    for patch in read_patches():
        target = folder / patch.template
        source = target if target.exists() else originals / patch.template
        text = source.read_text(encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(patch.applied_to(text), encoding="utf-8")
    for template in sorted(OWN_TEMPLATES.glob("*.jinja")):
        if (folder / template.name).exists():
            raise PatchError(f"{template.name} is both patched and replaced: keep one")
        shutil.copyfile(template, folder / template.name)
