"""Scaling frames to the size of a film, with bars if the shape differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from attrs import frozen
from av.filter import Graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from av.video.frame import VideoFrame

    from longtake.film._scan import Source

_TURNS: Final = {
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}


@frozen
class Fitting:
    """The size and format of all frames of a film.

    Attributes:
        width: The width in pixels.
        height: The height in pixels.
        pix_fmt: The pixel format.
        aspect: The width of a pixel, as a multiple of its height.
    """

    width: int
    height: int
    pix_fmt: str
    aspect: Fraction

    @classmethod
    def to(cls, source: Source, pix_fmt: str) -> Fitting:
        """Return the fitting for the size of a file, made even because encoders require it."""
        is_turned = source.rotation in {90, 270}
        width, height = (
            (source.height, source.width) if is_turned else (source.width, source.height)
        )
        aspect = 1 / source.aspect if is_turned else source.aspect
        if can_be_odd(pix_fmt):
            return cls(width, height, pix_fmt, aspect)
        return cls(max(width // 2, 1) * 2, max(height // 2, 1) * 2, pix_fmt, aspect)

    def filter(self, source: Source) -> Callable[[VideoFrame], VideoFrame]:
        """Return the function that fits the frames of a file."""
        has_size = (source.width, source.height) == (self.width, self.height)
        if has_size and source.pix_fmt == self.pix_fmt and not source.rotation:
            return lambda frame: frame
        graph: list[Graph] = []

        def fit(frame: VideoFrame) -> VideoFrame:
            if not graph:
                graph.append(self._graph(source, frame))
            graph[0].push(frame)
            return cast("VideoFrame", graph[0].pull())

        return fit

    def _graph(self, source: Source, frame: VideoFrame) -> Graph:
        graph = Graph()
        # The displayed shape decides, not the number of pixels.
        shape = f"iw*{float(source.aspect / self.aspect):.6f}/ih"
        is_wider = f"gt({shape},{self.width}/{self.height})"
        width = f"if({is_wider},{self.width},2*round({self.height}*{shape}/2))"
        height = f"if({is_wider},2*round({self.width}/({shape})/2),{self.height})"
        steps = [
            *_TURNS.get(source.rotation, ()),
            ("scale", f"w='{width}':h='{height}'"),
            ("setsar", str(self.aspect)),
            ("pad", f"{self.width}:{self.height}:2*floor((ow-iw)/4):2*floor((oh-ih)/4)"),
            ("format", self.pix_fmt),
        ]
        last = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=frame.time_base,
        )
        for name, arguments in [*steps, ("buffersink", "")]:
            following = graph.add(name, arguments) if arguments else graph.add(name)
            last.link_to(following)
            last = following
        graph.configure()
        return graph


def can_be_odd(pix_fmt: str) -> bool:
    """Return whether a picture in this pixel format can have an odd width and height."""
    return "444" in pix_fmt or pix_fmt.startswith(("gray", "rgb", "gbr"))
