"""The client package of one provider, by openapi-python-client."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any, Final

from jinja2 import BytecodeCache
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts.generate.addresses import path_function, server_function
from scripts.generate.docstrings import one_line
from scripts.generate.python_names import rename
from scripts.generate.resources import read_resources, write_resources
from scripts.generate.spec_views import without_callbacks

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket

    from scripts.specs.json_types import JsonObject


class CompiledTemplates(BytecodeCache):
    """Templates that this process compiled already.

    The generator makes an environment for each client, and compiling its templates anew is nearly
    all of the time that it takes.
    """

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the template's code, if its text has not changed since."""
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the template's code."""
        if bucket.code is not None:
            self._compiled[bucket.key, bucket.checksum] = bucket.code


_COMPILED: Final = CompiledTemplates()


class GenerationError(Exception):
    """A generator failed, or warned: it drops what it warns about, so a warning is a failure here."""


def generate_client(spec: JsonObject, package: Path, templates: Path) -> None:
    """Write the client of `spec` into the folder `package`.

    Args:
        spec: The normalized specification.
        package: Where the package goes; its name is the package's.
        templates: A folder with the templates that differ from the generator's own.

    Raises:
        GenerationError: If the generator reports anything at all.
        SpecificationError: If the specification lacks what generating needs.
    """
    config = Config.from_sources(
        ConfigFile(
            package_name_override=package.name,
            literal_enums=True,
            docstrings_on_attributes=True,
            post_hooks=[],
        ),
        meta_type=MetaType.NONE,
        document_source=package,
        file_encoding="utf-8",
        overwrite=True,
        output_path=package,
    )
    view = without_callbacks(spec)
    parsed = GeneratorData.from_dict(json.loads(json.dumps(view)), config=config)
    if isinstance(parsed, GeneratorError):
        raise GenerationError(_message(package.name, parsed))
    rename(spec, parsed, config)
    resources = read_resources(spec, parsed)
    project = Project(openapi=parsed, config=config, custom_template_path=templates)
    project.env.bytecode_cache = _COMPILED
    template_globals: dict[str, Any] = project.env.globals  # pyright: ignore[reportAssignmentType]
    template_globals["one_line"] = one_line
    template_globals["path_function"] = path_function(spec)
    template_globals["server_of"] = server_function(spec)
    # The generator says on standard output which folder it writes, a temporary one here.
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
        errors = project.build()
    if errors:
        raise GenerationError("\n".join(_message(package.name, error) for error in errors))
    write_resources(resources, package, project.env)
    (package / "py.typed").touch()


def _message(package: str, error: GeneratorError) -> str:
    return f"{package}: {error.header} {error.detail or ''}".strip()
