"""The overlays type-check with clients in which 5xx responses have bodies that no page has yet."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from scripts.specs.json_types import child, obj, operations, text
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.paths import ROOT, SPECS

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject

PROVIDERS = sorted(file.parent.name for file in SPECS.glob("*/openapi.yaml"))
MYPY = """
[mypy]
python_version = 3.11
strict = True
explicit_package_bases = True
warn_unreachable = True
mypy_path = {generated}, {overlays}
"""


def with_new_bodies(document: JsonObject) -> int:
    """Give each operation two 5xx responses with bodies of its own, and return how many it gave."""
    schemas = child(child(document, "components"), "schemas")
    given = 0
    for _, _, operation in operations(document):
        for status in ("500", "503"):
            name = f"Unseen{text(operation['operationId']).title().replace('_', '')}{status}"
            schemas[name] = {"type": "object", "properties": {"trace": {"type": "string"}}}
            response = child(child(operation, "responses"), status)
            response["description"] = "Something failed."
            schema: JsonObject = {"$ref": f"#/components/schemas/{name}"}
            response["content"] = {"application/json": {"schema": schema}}
            given += 1
    return given


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package of each provider, generated with the new bodies."""
    folder = tmp_path_factory.mktemp("generated")
    write_templates(folder / "templates")
    for provider in PROVIDERS:
        file = SPECS / provider / "openapi.yaml"
        document, _ = read_yaml_object(file.read_text(encoding="utf-8"), file=file)
        assert with_new_bodies(document) > 2
        package = folder / f"longtake_{provider}"
        write_package(document, package, folder / "templates")
        assert obj(obj(document["components"])["schemas"])
        assert list(package.glob("models/unseen_*_503.py"))
    return folder


def test_overlays_type_check(generated: Path, tmp_path: Path) -> None:
    settings = tmp_path / "mypy.ini"
    overlays = ROOT / "overlays"
    settings.write_text(MYPY.format(generated=generated, overlays=overlays), encoding="utf-8")
    packages = [part for name in PROVIDERS for part in ("-p", f"longtake.{name}")]
    done = subprocess.run(  # noqa: S603 - our own pinned tool, our own arguments
        [
            sys.executable,
            "-m",
            "mypy",
            "--config-file",
            settings,
            "--cache-dir",
            os.devnull,
            *packages,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Success" in done.stdout
