"""kie's pages of autumn 2026 as the captured folder: the drift report is the committed one.

The pages are not part of the project, so the test exists where `LONGTAKE_PAGES` has them. Its report is
`tests/helpers/drift_reports/apidog-kie.json`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from tests.helpers.paths import HELPERS, ROOT, further_pages

if TYPE_CHECKING:
    from pathlib import Path

REPORT: Final = HELPERS / "drift_reports" / "apidog-kie.json"
# Each page of provider.yaml, and the name of the same page in the folder.
NAMES: Final = {
    "kie-runway-extend.md": "kie-runway-api_extend-ai-video.md",
    "kie-veo-extend.md": "kie-veo3-api_extend-video.md",
    "kie-runway-generate.md": "kie-runway-api_generate-ai-video.md",
    "kie-runway-details.md": "kie-runway-api_get-ai-video-details.md",
    "kie-aleph-generate.md": "kie-runway-api_generate-aleph-video.md",
    "kie-aleph-details.md": "kie-runway-api_get-aleph-video-details.md",
    "kie-veo-generate.md": "kie-veo3-api_generate-veo-3-video.md",
    "kie-veo-details.md": "kie-veo3-api_get-veo-3-video-details.md",
    "kie-veo-1080p.md": "kie-veo3-api_get-veo-3-1080-p-video.md",
    "kie-veo-4k.md": "kie-veo3-api_get-veo-3-4k-video.md",
    "kie-credits.md": "kie-common-api_get-account-credits.md",
    "kie-download-url.md": "kie-common-api_download-url.md",
    "kie-upload-base64.md": "kie-file-upload-api_upload-file-base-64.md",
    "kie-upload-stream.md": "kie-file-upload-api_upload-file-stream.md",
    "kie-upload-url.md": "kie-file-upload-api_upload-file-url.md",
    "kie-job-details.md": "kie-market_common_get-task-detail.md",
}
PAGES: Final = {page.name: page for page in further_pages() if page.parent.name == "apidog-kie"}


def report(folder: Path) -> list[dict[str, Any]]:
    """Return the changes of kie's specification with the pages in a folder, without the generated Python."""
    output = folder / "report.json"
    command = [sys.executable, "-m", "scripts.drift", "pages", str(folder), "--no-python"]
    options = ["--format", "json", "--output", str(output)]
    subprocess.run([*command, *options], cwd=ROOT, check=False, capture_output=True)  # noqa: S603 - our own command
    comparisons = json.loads(output.read_bytes())["comparisons"]
    (found,) = [each["changes"] for each in comparisons if each["name"] == "kie"]
    return [
        {
            "rating": change["rating"],
            "kind": change["kind"],
            "text": _text(change),
            "where": [
                f"{where['method']} {where['path']} {where['place']}".strip()
                for where in change["where"]
            ],
        }
        for change in found
    ]


def _text(change: dict[str, Any]) -> str:
    """Return what a change says, without the line and the description of an action: they change often."""
    return str(
        change["old"]["action"] if change["kind"].startswith("supplement-") else change["text"]
    )


if PAGES:

    def test_the_report_about_the_captured_pages_is_the_committed_one(tmp_path: Path) -> None:
        (tmp_path / "kie").mkdir()
        for name, captured in NAMES.items():
            shutil.copyfile(PAGES[captured], tmp_path / "kie" / name)
        assert report(tmp_path) == json.loads(REPORT.read_bytes())


def test_each_entry_of_the_committed_report_is_short() -> None:
    entries = json.loads(REPORT.read_bytes())
    assert {entry["rating"] for entry in entries} <= {"breaking", "new", "harmless"}
    assert all(len(entry["text"]) < 300 for entry in entries)
