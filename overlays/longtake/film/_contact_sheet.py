"""A picture with a frame every few seconds of a film, and its seams."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

from longtake.film._av import image_of
from longtake.film._fitting import Fitting
from longtake.film._frames import frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from longtake._shell.partial_file import PartialFile
    from longtake.film._layout import Layout, Section

_STEPS_S: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600)
_MAX_CELLS: Final = 30
_LONG_SIDE: Final = 240
_GAP: Final = 12
_BAR: Final = 6
_MARK_HEIGHT: Final = 10
_TEXT: Final = 15
_BACKGROUND: Final = (24, 24, 27)
_LIGHT: Final = (228, 228, 231)
_DIM: Final = (82, 82, 91)
_MARK: Final = (251, 191, 36)


def contact_sheet(layout: Layout, every_s: float | None, output: PartialFile) -> None:
    """Write the sheet as a PNG file.

    Each cell has a frame, its time, and a bar for the seconds until the next frame. Marks on the bar are
    seams.
    """
    step = Fraction(every_s or _usual_step(layout.duration)).limit_denominator(1000)
    times = [number * step for number in range(max(ceil(layout.duration / step), 1))]
    columns = min(len(times), max(round((len(times) * _shape(layout)) ** 0.5), 1))
    width, height = _cell_size(layout)
    line = _TEXT + 4
    across = width + _GAP
    down = height + _BAR + 2 * line + _GAP
    sheet = Image.new(
        "RGB",
        (columns * across + _GAP, ceil(len(times) / columns) * down + _GAP),
        _BACKGROUND,
    )
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=_TEXT)
    seams = [section.at for section in layout.sections[1:]]
    for number, (time, picture) in enumerate(zip(times, _pictures(layout, times), strict=False)):
        left, top = number % columns * across + _GAP, number // columns * down + _GAP
        sheet.paste(picture.resize((width, height)), (left, top))
        bar = top + height + 2
        until = min(time + step, layout.duration)
        end = left + round(width * float((until - time) / step))
        pen.rectangle((left, bar, end - 1, bar + _BAR - 3), _DIM)
        pen.text((left, bar + _BAR), _clock(time, step), font=font, fill=_LIGHT)
        inside = [each for each in seams if time <= each < time + step]
        for at in inside:
            x = left + round(width * float((at - time) / step))
            pen.rectangle((x - 1, bar - _MARK_HEIGHT, x + 1, bar + _BAR - 3), _MARK)
        if inside:
            names = _names(inside)
            if pen.textlength(names, font=font) > width:
                names = f"{len(inside)} seams"
            pen.text((left, bar + _BAR + line), names, font=font, fill=_MARK)
    content = BytesIO()
    sheet.save(content, "PNG")
    output.write(content.getvalue())


def _pictures(layout: Layout, times: list[Fraction]) -> Iterator[Image.Image]:
    """Return the frame that is shown at each time."""
    fitting = Fitting.to(layout.first, "yuv420p")
    for section in layout.sections:
        wanted = [time for time in times if section.at <= time < section.film_end]
        yield from _of_section(section, fitting, wanted)


def _of_section(
    section: Section, fitting: Fitting, wanted: list[Fraction]
) -> Iterator[Image.Image]:
    if not wanted:
        return
    fit = fitting.filter(section.source)
    shown = frames(section.source.path, section.begin, section.end)
    current = next(shown)[1]
    following = next(shown, None)
    for time in wanted:
        while following is not None and following[0] - section.begin <= time - section.at:
            current, following = following[1], next(shown, None)
        yield image_of(fit(current))


def _usual_step(duration: Fraction) -> float:
    return next(
        (step for step in _STEPS_S if duration / Fraction(step) <= _MAX_CELLS),
        float(duration) / _MAX_CELLS,
    )


def _shape(layout: Layout) -> float:
    """Return the number of columns relative to the number of rows."""
    width, height = _cell_size(layout)
    return 1.6 * (height + _BAR + 2 * _TEXT) / width


def _cell_size(layout: Layout) -> tuple[int, int]:
    fitting = Fitting.to(layout.first, "yuv420p")
    width, height = fitting.width * float(fitting.aspect), float(fitting.height)
    scale = _LONG_SIDE / max(width, height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _clock(time: Fraction, step: Fraction) -> str:
    digits = 0 if step.denominator == 1 else 1
    minutes, seconds = divmod(float(time), 60)
    return f"{int(minutes)}:{seconds:0{2 if not digits else 4}.{digits}f}"


def _names(seams: list[Fraction]) -> str:
    at = ", ".join(f"{float(each):.2f} s" for each in seams)
    return f"seam at {at}" if len(seams) == 1 else f"seams: {at}"
