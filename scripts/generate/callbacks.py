"""The types of a provider's callback payloads, by datamodel-code-generator.

They are TypedDicts: a callback's body stays the plain dict that the provider sent, with every field it
happens to carry, and needs no library at run time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.generate.clients import GenerationError
from scripts.generate.spec_views import member, only_callbacks

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

_HEADER = "# The bodies of this provider's callbacks. Written by `make generate`."
_OPTIONS = (
    "--input-file-type=openapi",
    "--openapi-scopes=schemas",
    "--output-model-type=typing.TypedDict",
    "--target-python-version=3.11",
    "--enum-field-as-literal=all",
    "--use-annotated",
    "--use-union-operator",
    "--use-standard-collections",
    "--use-schema-description",
    "--use-field-description",
    "--no-use-closed-typed-dict",
    "--strict-refs",
    "--disable-timestamp",
    f"--custom-file-header={_HEADER}",
    "--encoding=utf-8",
    "--formatters=builtin",
)


def generate_callbacks(spec: JsonObject, module: Path) -> None:
    """Write the callback types of `spec` into the file `module`.

    Raises:
        GenerationError: If the generator fails or warns.
    """
    view = only_callbacks(spec)
    if not member(view, "components", "schemas"):
        # The generator refuses to write nothing.
        module.write_text(f"{_HEADER}\n", encoding="utf-8")
        return
    try:
        module.write_text(_types(json.dumps(view)), encoding="utf-8")
    except GenerationError as error:
        raise GenerationError(f"{module.parent.name}: callbacks: {error}") from None


@lru_cache(maxsize=8)
def _types(view: str) -> str:
    """Return the module for a view, cached: starting the generator takes long."""
    with tempfile.TemporaryDirectory() as folder:
        source, module = Path(folder, "callbacks.json"), Path(folder, "callbacks.py")
        source.write_text(view, encoding="utf-8")
        command = [sys.executable, "-m", "datamodel_code_generator", *_OPTIONS]
        done = subprocess.run(  # noqa: S603 - our own pinned tool, our own arguments
            [*command, f"--input={source}", f"--output={module}"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode or done.stderr.strip():
            raise GenerationError(done.stderr.strip())
        return module.read_text(encoding="utf-8")
