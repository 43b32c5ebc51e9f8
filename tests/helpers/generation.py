"""Clients of many documents at once, by our generator and by the bare one, and what is wrong with them.

Everything goes into one folder, so that one interpreter imports it all and mypy runs once.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from attrs import frozen
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts.generate.clients import CompiledTemplates, GenerationError, generate_client
from scripts.generate.spec_views import SpecificationError
from scripts.generate.templates_patched import write_templates
from scripts.specs.json_types import Json, JsonObject, obj, operations, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_IMPORTING = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    try:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, name + "."):
            importlib.import_module(found.name)
        models = importlib.import_module(name + ".models")
        for model in getattr(models, "__all__", ()):
            getattr(models, model)
    except BaseException as error:
        print(name, type(error).__name__, " ".join(str(error).split()))
"""
# Each line on standard input is a package, a tag, an operation, a status and a body.
_PARSING = """
import importlib, json, sys, traceback
import httpx
for number, line in enumerate(sys.stdin):
    package, tag, operation, status, body = json.loads(line)
    try:
        client = importlib.import_module(package).Client(base_url="http://127.0.0.1")
        module = importlib.import_module(f"{package}.api.{tag}.{operation}")
        response = httpx.Response(status, json=body)
        parsed = module._parse_response(client=client, response=response)
        for part in parsed if isinstance(parsed, list) else [parsed]:
            if hasattr(part, "to_dict"):
                part.to_dict()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(number, type(error).__name__, "at", f"{where.name} of {where.filename.rpartition('/')[2]}")
"""
_MYPY = "[mypy]\npython_version = 3.11\nstrict = True\n"
# Compiled once, not for each client; apart from our own, so that none of ours is taken for the bare.
_COMPILED = CompiledTemplates()
_MYPY_LINE = re.compile(r"(?P<package>[a-z]+_\d+)/(?P<where>.*?): error: (?P<words>.*)")


class Findings(dict[str, list[str]]):
    """What is wrong, by the name of the document; nothing for those that are well."""

    def add(self, name: str, line: str) -> None:
        """One more thing that is wrong."""
        self.setdefault(name, []).append(line)


@frozen
class Sample:
    """A sample of a response on a page, and the operation that it belongs to."""

    page: str
    tag: str
    operation_id: str
    status: int
    body: Json


def parse_all(names: list[str], samples: list[Sample], folder: Path) -> Findings:
    """Parse samples with the clients that `generate_all` wrote, and return those that fail, by page.

    Args:
        names: The pages, in the order in which `generate_all` got them.
        samples: What is parsed. A finding never quotes one.
        folder: The folder that `generate_all` got.
    """
    numbers = {name: number for number, name in enumerate(names)}
    lines = [
        json.dumps([f"ours_{numbers[one.page]}", one.tag, one.operation_id, one.status, one.body])
        for one in samples
    ]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-W", "error", "-c", _PARSING],
        cwd=folder,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found = Findings()
    for line in done.stdout.splitlines():
        number, _, words = line.partition(" ")
        sample = samples[int(number)]
        found.add(sample.page, f"{sample.operation_id} {sample.status}: {words}")
    return found


def generate_all(documents: Mapping[str, JsonObject], folder: Path) -> Findings:
    """Generate, import and type-check `folder/ours_<number>` and `folder/bare_<number>` of each."""
    found = Findings()
    templates = folder / "templates"
    write_templates(templates)
    packages: dict[str, str] = {}
    for number, (name, document) in enumerate(documents.items()):
        for kind in ("ours", "bare"):
            package = folder / f"{kind}_{number}"
            packages[package.name] = name
            for line in _generate(kind, document, package, templates):
                found.add(name, f"{kind}: {line}")
            modules = {path.stem for path in package.glob("api/*/*.py")}
            for _, _, operation in operations(document):
                called = text(operation.get("operationId"))
                if called not in modules:
                    found.add(name, f"{kind}: no module for {called}")
    made = [package for package in packages if (folder / package).is_dir()]
    if made:
        for made_as, line in [*_import_errors(folder, made), *_type_errors(folder, made)]:
            found.add(packages[made_as], f"{made_as.partition('_')[0]}: {line}")
    return found


def sends_one_of_several(document: JsonObject) -> bool:
    """Whether a body that is required may be sent in several media types.

    The bare generator writes its type with `Unset` and does not import that; our templates do. There
    is no other way to say the same in OpenAPI.
    """
    bodies = [obj(operation.get("requestBody")) for _, _, operation in operations(document)]
    return any(len(obj(body.get("content"))) > 1 and body.get("required") for body in bodies)


def _generate(kind: str, document: JsonObject, package: Path, templates: Path) -> list[str]:
    if kind == "bare":
        return _generate_bare(document, package)
    try:
        generate_client(document, package, templates)
    except (GenerationError, SpecificationError) as error:
        return [str(error)]
    return []


def _generate_bare(document: JsonObject, package: Path) -> list[str]:
    """The generator as it is, without our templates. It drops what it reports."""
    config = Config.from_sources(
        ConfigFile(package_name_override=package.name, literal_enums=True, post_hooks=[]),
        meta_type=MetaType.NONE,
        document_source=package,
        file_encoding="utf-8",
        overwrite=True,
        output_path=package,
    )
    parsed = GeneratorData.from_dict(json.loads(json.dumps(document)), config=config)
    if isinstance(parsed, GeneratorError):
        return [f"{parsed.header} {parsed.detail}"]
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
        project = Project(openapi=parsed, config=config)
        project.env.bytecode_cache = _COMPILED
        errors = project.build()
    return [f"{error.header} {error.detail}" for error in errors]


def _import_errors(folder: Path, packages: list[str]) -> list[tuple[str, str]]:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-W", "error", "-c", _IMPORTING, *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    lines = [line.partition(" ") for line in done.stdout.splitlines()]
    return [(package, words) for package, _, words in lines]


def _type_errors(folder: Path, packages: list[str]) -> list[tuple[str, str]]:
    settings = folder / "mypy.ini"
    settings.write_text(_MYPY, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings)]
    command += ["--cache-dir", os.devnull, "--no-error-summary", "--no-pretty"]
    done = subprocess.run(  # noqa: S603 - our own pinned tool, our own arguments
        [*command, *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in {0, 1} and not done.stdout:
        raise AssertionError(done.stderr)
    found = [_MYPY_LINE.match(line) for line in done.stdout.splitlines()]
    return [(line["package"], f"{line['where']}: {line['words']}") for line in found if line]
