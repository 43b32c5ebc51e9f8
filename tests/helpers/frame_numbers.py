"""The numbers of frames, by the names of `scripts.frame_numbers`."""

from scripts.frame_numbers import (
    CLIP_FRAMES,
    Jump,
    Picture,
    UnreadableNumberError,
    draw_number,
    jumps,
    numbers_of,
    read_number,
    read_numbers,
)

__all__ = [
    "CLIP_FRAMES",
    "Jump",
    "Picture",
    "UnreadableNumberError",
    "draw_number",
    "jumps",
    "numbers_of",
    "read_number",
    "read_numbers",
]
