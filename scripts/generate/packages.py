"""A provider's whole generated package: the client, the callbacks' types, the specification."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.generate.callbacks import generate_callbacks
from scripts.generate.clients import generate_client
from scripts.generate.formatting import format_package

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject


def write_package(spec: JsonObject, package: Path, templates: Path) -> None:
    """Write the package of `spec` into the folder `package`, whose name is the package's.

    Args:
        spec: The normalized specification.
        package: A folder that is not there yet.
        templates: What `templates_patched.write_templates` wrote.

    Raises:
        GenerationError: If a generator fails or warns.
        SpecificationError: If the specification lacks what generating needs.
        subprocess.CalledProcessError: If what was generated is not valid Python.
    """
    generate_client(spec, package, templates)
    generate_callbacks(spec, package / "callbacks.py")
    format_package(package)
    # The package carries the specification it was made from, for validation and emulation.
    text = json.dumps(spec, indent=1, ensure_ascii=False)
    (package / "openapi.json").write_text(text + "\n", encoding="utf-8")
