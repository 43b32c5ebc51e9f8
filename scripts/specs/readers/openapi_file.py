"""Plain OpenAPI files, in YAML or JSON."""

from __future__ import annotations

from scripts.specs import markdown
from scripts.specs.page import Page, PageFragment
from scripts.specs.readers.openapi import parts
from scripts.specs.readers.openapi.document import set_right
from scripts.specs.yaml.repair import read_page_yaml


class OpenApiFileReader:
    """Reads a file that is an OpenAPI document and nothing else, whatever its suffix."""

    @property
    def dialect(self) -> str:
        """Return the dialect's name, for messages."""
        return "OpenAPI file"

    def recognises(self, page: Page) -> bool:
        """Return whether the page is written in this dialect."""
        return not markdown.fences(page) and parts.is_openapi(page.lines)

    def read(self, page: Page) -> PageFragment:
        """Return the page as an OpenAPI fragment."""

        def read(part: parts.DocumentText) -> PageFragment:
            result = PageFragment(page, {})
            given, source = read_page_yaml(part.text, result, first_line=part.first_line)
            set_right(given, source, result, title=page.file.stem)
            return result

        return parts.together(parts.of_lines(page.lines), read)
