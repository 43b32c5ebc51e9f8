"""The layout of a film: the range of each part that is shown, its time in the film, and what is copied."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve, frozen

from longtake.film._media import read_errors
from longtake.film._overlap import find_overlap, window_s
from longtake.film._packets import read_packets
from longtake.film._parameters import can_copy, can_merge
from longtake.film._scan import Scan, Source, scan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from longtake.film._packets import Packets

_MAX_UNITS: Final = 1_000_000
_MIN_UNITS: Final = 10_000
_USUAL_UNITS: Final = 90_000
_SAME_RATE: Final = Fraction(1, 1000)


@frozen(kw_only=True)
class Section:
    """The range of a part that is shown.

    Attributes:
        source: The file.
        begin: The time of the first frame that is shown, in seconds of the file.
        end: The time at which the last one ends.
        at: The time of the film at which the range begins.
        rate: The rate that the frames are converted to; None if they keep their times.
        overlap: The overlap with the previous part that is cut; None if it cannot be determined.
        reason: The reason why all of its frames are encoded; None if packets are copied.
        encoded: The seconds at its start that are encoded, or all of them.
        encoded_end: The seconds at its end that are encoded, if others before them are copied.
    """

    source: Source
    begin: Fraction
    end: Fraction
    at: Fraction = Fraction(0)
    rate: Fraction | None = None
    overlap: Fraction | None = None
    reason: str | None = None
    encoded: Fraction = Fraction(0)
    encoded_end: Fraction = Fraction(0)

    @property
    def count(self) -> int:
        """Return the number of frames if the rate is converted."""
        return max(round((self.end - self.begin) * (self.rate or 0)), 1)

    @property
    def duration(self) -> Fraction:
        """Return how long it is shown, in seconds."""
        return self.count / self.rate if self.rate else self.end - self.begin

    @property
    def film_end(self) -> Fraction:
        """Return the time of the film at which it ends."""
        return self.at + self.duration


@frozen(kw_only=True)
class Layout:
    """The layout of a film.

    Attributes:
        sections: One for each part that is shown.
        is_encoded: Whether the whole film is encoded, because its codec allows no mixture.
        units: The number of units of the video's time stamps in a second.
        rate: The frame rate of the film, in frames per second.
    """

    sections: tuple[Section, ...]
    is_encoded: bool
    units: int
    rate: Fraction

    @property
    def is_whole(self) -> bool:
        """Return whether the film is one whole file."""
        section = self.sections[0]
        whole = (section.source.begin, section.source.end)
        return len(self.sections) == 1 and (section.begin, section.end) == whole

    @property
    def has_encoded(self) -> bool:
        """Return whether any frame is encoded."""
        return _has_encoded(self.sections)

    @property
    def first(self) -> Source:
        """Return the file whose size, rate and codec the film has."""
        return self.sections[0].source

    @property
    def duration(self) -> Fraction:
        """Return the duration in seconds."""
        return self.sections[-1].film_end

    @property
    def delay(self) -> Fraction:
        """Return the delay from decoding a frame to showing it, in seconds."""
        return max(section.source.delay for section in self.sections)

    def ticks(self, seconds: Fraction) -> int:
        """Return a time of the film in the units of its time stamps."""
        return round(seconds * self.units)


_RECENT_FILMS: Final = 4

_Parts: TypeAlias = "Sequence[tuple[Path, float | None]]"


@frozen(kw_only=True)
class _Scanned:
    """The first parts of a film, whose frames have been compared.

    The last few are cached, so that a film that grows part by part decodes each part only once.

    Attributes:
        keys: The identity of each part.
        sections: What is shown of each part.
        last: The last part; None if there is none.
        tail_s: The seconds of frames that are kept from the end of the last part.
    """

    keys: tuple[object, ...] = ()
    sections: tuple[Section, ...] = ()
    last: Scan | None = None
    tail_s: float = 0.0

    @classmethod
    def longest_of(cls, parts: _Parts) -> _Scanned:
        """Return the longest cached start of a film."""
        keys = [_key(part) for part in parts]
        found = [
            each
            for each in _recent
            if list(each.keys) == keys[: len(each.keys)]
            and (len(each.keys) == len(keys) or each.tail_s >= _window(parts, len(each.keys)))
        ]
        return max(found, key=lambda each: len(each.keys), default=cls())

    def remember(self) -> None:
        """Cache this start of a film. It replaces the oldest start, and a shorter start of the same film."""
        kept = [each for each in _recent if each.keys != self.keys[: len(each.keys)]]
        _recent[:] = [*kept[1 - _RECENT_FILMS :], self]

    def followed_by(self, parts: _Parts, number: int) -> _Scanned:
        """Return the start of the film with one more part."""
        path, hint = parts[number]
        key = _key(parts[number])
        tail_s = max(_window(parts, number), _window(parts, number + 1))
        scanned = scan(path, _window(parts, number) if number else 0.0, tail_s)
        sections = list(self.sections)
        first = sections[0].source if sections else scanned.source
        section = _section(first, scanned.source)
        if self.last is not None:
            sections[-1], section = _at_seam(sections[-1], self.last, section, scanned, hint)
        return _Scanned(
            keys=(*self.keys, key),
            sections=(*sections, section),
            last=scanned,
            tail_s=tail_s,
        )


_recent: list[_Scanned] = []


def _window(parts: _Parts, number: int) -> float:
    """Return the seconds that are compared on both sides of the seam before a part."""
    return window_s(parts[number][1] if number < len(parts) else None)


def _key(part: tuple[Path, float | None]) -> object:
    """Return a key that differs for another part, and for the same part after its file has changed."""
    path, hint = part
    with read_errors(path):
        status = path.stat()
    return path.absolute(), status.st_ino, status.st_size, status.st_mtime_ns, hint


def lay_out(parts: _Parts, cut_s: float | None) -> Layout:
    """Decode all parts in order, and find the overlaps.

    Args:
        parts: The files, each with its declared overlap.
        cut_s: The second at which the film ends.

    Raises:
        InvalidRequestError: If a file is missing, damaged or not a video.
    """
    state = _Scanned.longest_of(parts)
    for number in range(len(state.sections), len(parts)):
        state = state.followed_by(parts, number)
    state.remember()
    return _completed(_cut(_placed(list(state.sections)), cut_s))


def _section(first: Source, source: Source) -> Section:
    reason = _difference(first, source)
    is_converted = (
        reason is not None
        and first.is_constant
        and not (source.is_constant and _is_same_rate(first.rate, source.rate))
    )
    return Section(
        source=source,
        begin=source.begin,
        end=source.end,
        rate=first.rate if is_converted else None,
        reason=reason,
    )


def _is_same_rate(first: Fraction, second: Fraction) -> bool:
    return abs(first / second - 1) <= _SAME_RATE


def _difference(first: Source, source: Source) -> str | None:
    """Return why the packets of a file cannot follow those of the first file, None if they can."""
    if not source.is_regular:
        return "its packets have no time stamps or no index of their own"
    for name, wanted, given in (
        ("codec", first.codec, source.codec),
        ("size", f"{first.width}x{first.height}", f"{source.width}x{source.height}"),
        ("pixel format", first.pix_fmt, source.pix_fmt),
    ):
        if wanted != given:
            return f"the {name} is {given}, the film has {wanted}"
    own = (source.extradata, source.aspect, source.rotation)
    if own == (first.extradata, first.aspect, first.rotation):
        return None
    if not _is_same_rate(first.rate, source.rate):
        return (
            f"the rate is {float(source.rate):.6g} frames per second,"
            f" the film has {float(first.rate):.6g}"
        )
    return "the parameters of the codec differ"


def _at_seam(
    before: Section, previous: Scan, section: Section, current: Scan, hint: float | None
) -> tuple[Section, Section]:
    """Cut the overlap from the start of the new part or from the end of the previous one.

    The cut that leaves fewer frames to encode is chosen.
    """
    tail = previous.tail.since(float(before.begin))
    found = find_overlap(tail, current.head, float(before.end), hint)
    if found is None or found == 0:
        return before, evolve(section, overlap=None if found is None else Fraction(0))
    overlap = Fraction(found)
    shortened = _cut_end(before, previous.packets, overlap)
    delayed = _cut_begin(section, current.packets, overlap)
    costs = [
        _added(section, delayed, current.packets) if delayed else None,
        _added(before, shortened, previous.packets) if shortened else None,
    ]
    if delayed and (costs[1] is None or (costs[0] or 0) <= costs[1]):
        return before, delayed
    if shortened:
        return shortened, evolve(section, overlap=before.end - shortened.end)
    return before, evolve(section, overlap=None)


def _cut_begin(section: Section, packets: Packets, overlap: Fraction) -> Section | None:
    """Return the section without its first seconds; None if no frame would be left."""
    limit = section.begin + overlap - packets.interval / 2
    frames = packets.frames(limit, section.end)
    if not frames:
        return None
    return evolve(section, begin=frames[0], overlap=frames[0] - section.begin)


def _cut_end(section: Section, packets: Packets, overlap: Fraction) -> Section | None:
    """Return the section without its last seconds; None if no frame would be left."""
    limit = section.end - overlap - packets.interval / 2
    frames = packets.frames(limit, section.end)
    if not frames or frames[0] <= section.begin:
        return None
    return evolve(section, end=frames[0])


def _added(whole: Section, cut: Section, packets: Packets) -> int:
    """Return the number of additional frames to encode because of a cut."""
    if whole.reason is not None:
        return 0
    return packets.encoded(cut.begin, cut.end) - packets.encoded(whole.begin, whole.end)


def _placed(sections: list[Section]) -> list[Section]:
    placed: list[Section] = []
    for section in sections:
        at = placed[-1].film_end if placed else Fraction(0)
        placed.append(evolve(section, at=at))
    return placed


def _cut(sections: list[Section], cut_s: float | None) -> list[Section]:
    """Return the sections up to a second of the film, to the nearest frame."""
    if cut_s is None:
        return sections
    limit = Fraction(cut_s)
    kept: list[Section] = []
    for section in sections:
        if section.film_end <= limit:
            kept.append(section)
            continue
        end = _nearest_end(section, section.begin + limit - section.at)
        if end > section.begin:
            kept.append(evolve(section, end=end))
        elif not kept:
            kept.append(evolve(section, end=section.begin + section.source.interval))
        break
    return kept


def _nearest_end(section: Section, end: Fraction) -> Fraction:
    if section.rate:
        return section.begin + round((end - section.begin) * section.rate) / section.rate
    frames = read_packets(section.source.path).frames(section.begin, section.end)
    return min([*frames, section.end], key=lambda at: abs(at - end))


def _completed(sections: list[Section]) -> Layout:
    """Choose between copying and encoding, and choose the unit of the time stamps."""
    first = sections[0].source
    counted = [_counted(section) for section in sections]
    is_encoded = not can_copy(first) or (_has_encoded(counted) and not can_merge(first))
    if is_encoded:
        reason = f"packets of the first part's codec {first.codec} cannot be copied here"
        counted = [
            evolve(
                section,
                encoded=section.duration,
                encoded_end=Fraction(0),
                reason=section.reason or reason,
            )
            for section in counted
        ]
    return Layout(
        sections=tuple(counted), is_encoded=is_encoded, units=_units(counted), rate=first.rate
    )


def _has_encoded(sections: Sequence[Section]) -> bool:
    return any(section.encoded or section.encoded_end for section in sections)


def _counted(section: Section) -> Section:
    """Return the section with the seconds of it that are encoded."""
    source = section.source
    if section.reason is not None:
        return evolve(section, encoded=section.duration)
    if source.is_whole and (section.begin, section.end) == (source.begin, source.end):
        return section
    first, *others = read_packets(source.path).pieces(section.begin, section.end)
    last = others[-1] if others else first
    return evolve(
        section,
        encoded=first.encoded,
        encoded_end=last.encoded if others else Fraction(0),
    )


def _units(sections: list[Section]) -> int:
    """Return a number of units per second for which all time stamps are integers, unless it is too large."""
    units = 1
    for section in sections:
        unit = 1 / section.rate if section.rate else section.source.unit
        units = lcm(units, unit.denominator)
        if units > _MAX_UNITS:
            return _USUAL_UNITS
    while units < _MIN_UNITS:
        units *= 2
    return units
