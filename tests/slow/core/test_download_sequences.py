"""Whatever a host does, in whatever order: a download ends, in one state of the file or in an error."""

from __future__ import annotations

from typing import Final

from attrs import define, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from longtake._core.download import DownloadState, Link, ResponseHead, Retention, RetryableFailure
from longtake.errors import LongtakeError, ServiceUnavailableError
from tests.helpers.counts import cases
from tests.helpers.videos import mp4

STATES: Final = tuple(
    mp4(words) for words in (b"The dog runs on along the beach.", b"The wave breaks", b"Sea")
)


@frozen(kw_only=True)
class Behaviour:
    """What a host does once.

    Attributes:
        status: What it refuses with, None if it gives the file.
        share: How much of it comes before the connection breaks; 1 is all.
        has_ranges: Whether it knows of parts.
        minds_the_tag: Whether it gives a part only of what the client has the beginning of.
        has_length: Whether it says how much comes.
        changes: Whether there is another file afterwards.
    """

    status: int | None = None
    share: float = 1.0
    has_ranges: bool = True
    minds_the_tag: bool = True
    has_length: bool = True
    changes: bool = False


CALM: Final = Behaviour()
BEHAVIOURS: Final = st.builds(
    Behaviour,
    status=st.sampled_from([None, None, None, 403, 404, 410, 416, 429, 503, 204]),
    share=st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    has_ranges=st.booleans(),
    minds_the_tag=st.booleans(),
    has_length=st.booleans(),
    changes=st.sampled_from([False, False, False, True]),
)


@define
class Host:
    """A host that does these things, one each, and is calm after that."""

    behaviours: list[Behaviour]
    state: int = 0
    requests: int = field(default=0, init=False)

    def respond(self, asked: dict[str, str]) -> tuple[ResponseHead, bytes, bool]:
        """How the response begins, what comes of its content, and whether that is all of it."""
        self.requests += 1
        does = self.behaviours.pop(0) if self.behaviours else CALM
        status, headers, content = self._calm(asked, does)
        if does.status is not None:
            status, headers, content = does.status, {}, b""
        sent = content[: int(len(content) * does.share)]
        if does.has_length:
            headers["content-length"] = str(len(content))
        if does.changes:
            self.state = (self.state + 1) % len(STATES)
        return (
            ResponseHead(status=status, host="media.example", headers=headers),
            sent,
            sent == content,
        )

    def _calm(self, asked: dict[str, str], does: Behaviour) -> tuple[int, dict[str, str], bytes]:
        content, tag = STATES[self.state], f'"{self.state}"'
        headers = {"etag": tag, "content-type": "video/mp4"}
        same = asked.get("If-Range") == tag or not does.minds_the_tag
        if "Range" not in asked or not does.has_ranges or not same:
            return 200, headers, content
        first = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
        if first >= len(content):
            return 416, headers | {"content-range": f"bytes */{len(content)}"}, b""
        named = f"bytes {first}-{len(content) - 1}/{len(content)}"
        return 206, headers | {"content-range": named}, content[first:]


def attempt(fetch: DownloadState, host: Host, file: bytearray, now: float) -> None:
    """What a shell does."""
    if fetch.expired:
        fetch.on_new_link(f"https://media.example/v.mp4?Signature={now}", now)
    head, sent, whole = host.respond(fetch.request_headers())
    begin = fetch.on_head(head, now)
    if begin is not None:
        del file[begin:]
        for piece in (sent[:5], sent[5:]):
            if piece:
                fetch.on_chunk(piece)
                file += piece
        if not whole:
            raise RetryableFailure(ServiceUnavailableError("the connection broke"))
    fetch.finish(lambda offset, count: bytes(file[offset : offset + count]))


@settings(max_examples=cases(500, soak=5_000))
@given(
    behaviours=st.lists(BEHAVIOURS, max_size=12),
    given_at=st.sampled_from([None, 0.0]),
    signs_anew=st.booleans(),
)
def test_a_download_ends_in_one_state_of_the_file_or_in_an_error(
    behaviours: list[Behaviour], given_at: float | None, signs_anew: bool
) -> None:
    host = Host(list(behaviours))
    fetch = DownloadState(
        link=Link("https://media.example/v.mp4", given_at),
        retention=Retention(days=14, renews_links=signs_anew),
    )
    file = bytearray()
    error: LongtakeError | None = None
    for number in range(200):
        try:
            attempt(fetch, host, file, now=20.0 * number)
        except RetryableFailure as setback:
            if fetch.gives_up(setback):
                error = setback.error
                break
        except LongtakeError as final:
            error = final
            break
        else:
            assert bytes(file) in STATES
            break
    else:
        raise AssertionError("it never ends")
    refused = any(behaviour.status is not None for behaviour in behaviours)
    # Twelve bad days at most, and each may cost all that went before: more needs another reason.
    assert host.requests <= len(behaviours) + 2
    if not refused and len(behaviours) <= 5:
        assert error is None
