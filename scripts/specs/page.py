"""A provider's documentation page, and what a reader makes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

import ftfy
from attrs import define, field, frozen

from scripts.specs.errors import Note, SpecError

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject

_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Only UTF-8 that was read in another encoding is restored, and only where every byte is there.
_ENCODING_ONLY: Final = ftfy.TextFixerConfig(
    restore_byte_a0=False,
    replace_lossy_sequences=False,
    decode_inconsistent_utf8=True,
    fix_c1_controls=False,
)


@frozen
class Page:
    """One file as captured."""

    file: Path
    lines: tuple[str, ...]
    # Numbers of the lines whose encoding was restored.
    restored: tuple[int, ...] = ()

    @classmethod
    def load(cls, file: Path) -> Page:
        """Read a page. Its text must be UTF-8; a byte order mark and CR LF are let go."""
        try:
            data = file.read_bytes()
        except IsADirectoryError:
            raise SpecError(
                "expected a page, not a folder: name the pages in it", file=file
            ) from None
        except OSError as error:
            raise SpecError(f"cannot be read: {error.strerror}", file=file) from None
        try:
            content = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = len(_LINE_END.findall(data[: error.start].decode("utf-8"))) + 1
            raise SpecError("expected UTF-8 text", file=file, line=line) from None
        # Lines as editors count them. YAML readers end one at the other separators too.
        given = [_SEPARATOR.sub(" ", line) for line in _LINE_END.split(content)]
        if not given[-1]:
            given.pop()
        lines = tuple(encoding_restored(line) for line in given)
        changed = zip(given, lines, strict=True)
        restored = tuple(number for number, (old, new) in enumerate(changed, 1) if old != new)
        return cls(file, lines, restored)

    @property
    def text(self) -> str:
        """The whole page."""
        return "\n".join(self.lines)

    def error(self, message: str, line: int | None = None) -> SpecError:
        """Return an error about this page."""
        return SpecError(message, file=self.file, line=line)


def encoding_restored(line: str) -> str:
    """Return the line with UTF-8 restored that was read in another encoding and saved again.

    Nothing else changes: quotes, widths, entities and control characters stay.
    """
    return line if line.isascii() else ftfy.fix_encoding(line, _ENCODING_ONLY)


@define
class PageFragment:
    """The OpenAPI 3.1 document that one page amounts to.

    Two extensions are read by the stages that follow, which do not write them: `x-group` on
    an operation (the folder, spec file or breadcrumb that the page files it under), and `x-name`
    on a schema (the component name that it must get).
    """

    page: Page
    document: JsonObject
    notes: list[Note] = field(factory=list[Note])
    # Where the page has an operation (`POST /tasks`) or component (`components.schemas.Task`).
    lines: dict[str, int] = field(factory=dict[str, int])
    # Whether an operation that a page describes, too, is completed instead of refused.
    completes_pages: bool = False

    def left_out(self, text: str, line: int | None = None) -> None:
        """Note content that this fragment does not carry."""
        self.notes.append(Note("left out", text, self.page.file, line))

    def repaired(self, text: str, line: int | None = None) -> None:
        """Note content that this fragment carries in another form."""
        self.notes.append(Note("repaired", text, self.page.file, line))

    def inferred(self, text: str, line: int | None = None) -> None:
        """Note what only an example on the page shows."""
        self.notes.append(Note("inferred", text, self.page.file, line))


class PageReader(Protocol):
    """One dialect. A further dialect is one more module that `readers` lists."""

    @property
    def dialect(self) -> str:
        """Its name, for messages."""
        ...

    def recognises(self, page: Page) -> bool:
        """Return whether the page is written in this dialect. Must not raise, and must be quick."""
        ...

    def read(self, page: Page) -> PageFragment:
        """Return the page as an OpenAPI fragment.

        Raises:
            SpecError: The page cannot be read.
        """
        ...
