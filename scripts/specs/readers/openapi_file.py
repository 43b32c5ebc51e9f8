"""Plain OpenAPI files, in YAML or JSON."""

from __future__ import annotations

from scripts.specs import markdown
from scripts.specs.page import Fragment, Page
from scripts.specs.readers.openapi import parts
from scripts.specs.readers.openapi.document import set_right
from scripts.specs.yaml_repair import read_page_yaml


class OpenApiFileReader:
    """Reads a file that is an OpenAPI document and nothing else, whatever its suffix."""

    @property
    def dialect(self) -> str:
        return "OpenAPI file"

    def recognises(self, page: Page) -> bool:
        return not markdown.fences(page) and parts.is_openapi(page.lines)

    def read(self, page: Page) -> Fragment:
        def read(part: parts.Part) -> Fragment:
            result = Fragment(page, {})
            given, source = read_page_yaml(part.text, result, first_line=part.first_line)
            set_right(given, source, result, title=page.file.stem)
            return result

        return parts.together(parts.of_lines(page.lines), read)
