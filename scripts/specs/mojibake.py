"""UTF-8 that someone read as Windows-1252 and saved again, turned back.

A run of characters is turned back only if its bytes are UTF-8 without remainder, which text that
was meant as it stands practically never is.
"""

from __future__ import annotations

import re
from typing import Final

_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# The five bytes that Windows-1252 leaves open are read as Latin-1 by whoever makes this mistake.
_OPEN: Final = {chr(code): code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def repaired(line: str) -> str:
    """The line, with every certain case of mojibake turned back."""
    return _RUN.sub(lambda found: _turned_back(found[0]), line)


def _turned_back(run: str) -> str:
    data = bytearray()
    for character in run:
        if character in _OPEN:
            data.append(_OPEN[character])
            continue
        try:
            data += character.encode("cp1252")
        except UnicodeEncodeError:
            return run
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return run
