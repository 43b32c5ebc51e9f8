"""Plain OpenAPI files, in YAML or JSON."""

from __future__ import annotations

from scripts.specs import markdown
from scripts.specs.page import Fragment, Page
from scripts.specs.readers.openapi import parts
from scripts.specs.readers.openapi.document import set_right


class OpenApiFileReader:
    """Reads a file that is an OpenAPI document and nothing else, whatever its suffix."""

    @property
    def dialect(self) -> str:
        return "OpenAPI file"

    def recognises(self, page: Page) -> bool:
        return not markdown.fences(page) and parts.is_openapi(page.lines)

    def read(self, page: Page) -> Fragment:
        result = Fragment(page, {})
        given, source = parts.read_lines(page.lines, 1, result)
        set_right(given, source, result, title=page.file.stem)
        return result
