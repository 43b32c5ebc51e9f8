"""The host of the videos: apart from the APIs, whole, in parts, and closed to keys."""

import httpx
import pytest

from longtake.emulator import Emulator
from longtake.emulator.media.host import Origins
from tests.helpers.emulator_requests import KIE, LONG_S, ORIGIN, extend, finished, read

pytestmark = pytest.mark.anyio
LINK_LIFE_S = 24 * 3600


@pytest.fixture
async def url(client: httpx.AsyncClient, emulator: Emulator) -> str:
    """The address of a finished video."""
    task_id = await extend(client, emulator, "kie/runway")
    emulator.advance(LONG_S)
    return finished("kie/runway", await read(client, "kie/runway", task_id)).urls[0]


async def test_a_key_is_refused(client: httpx.AsyncClient, url: str) -> None:
    assert (await client.get(url, headers=KIE)).status_code == 400


@pytest.mark.parametrize(
    ("api", "files"),
    [
        ("http://provider.test", "http://media.provider.test"),
        ("https://provider.test:8443", "https://media.provider.test:8443"),
        ("http://127.0.0.1:9", "http://media.127.0.0.1:9"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8002"),
        ("http://localhost:8001", "http://localhost:8002"),
        ("http://[::1]:8001", "http://[::1]:8002"),
    ],
)
async def test_each_api_has_another_host_for_its_files(api: str, files: str) -> None:
    origins = Origins()
    with origins.paired(8001, 8002), origins.paired(8003, 8004):
        assert origins.other(api) == files
        assert origins.other(files) == api
    assert origins.other("http://localhost:8001") == "http://media.localhost:8001"


@pytest.mark.parametrize("host", ["localhost", "[::1]"])
async def test_a_port_that_is_not_written_is_80(host: str) -> None:
    origins = Origins()
    with origins.paired(80, 8080):
        assert origins.other(f"http://{host}") == f"http://{host}:8080"
        assert origins.other(f"http://{host}:8080") == f"http://{host}:80"


@pytest.mark.parametrize(
    ("api", "files"),
    [("http://[::1]", "http://media.localhost"), ("http://[::1]:9", "http://media.localhost:9")],
)
async def test_in_process_no_name_is_put_before_an_address_in_brackets(
    api: str, files: str
) -> None:
    assert Origins().other(api) == files
    assert httpx.URL(files).host == "media.localhost"


async def test_a_link_leads_to_the_host_of_the_files(url: str) -> None:
    assert url.startswith("http://media.emulator.test/media/kie/runway/")


async def test_files_are_only_read(client: httpx.AsyncClient, url: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        response = await client.request(method, url)
        assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


async def test_a_link_expires_at_its_time(client: httpx.AsyncClient, emulator: Emulator) -> None:
    now = emulator.clock.now()
    mortal = emulator.media.link(ORIGIN, "kie/veo/a.mp4", end_s=2, expires_at=now + 60)
    other = emulator.media.link(ORIGIN, "kie/veo/b.mp4", end_s=2)
    for passed_s, status in ((0, 200), (59, 200), (1, 404), (LONG_S, 404)):
        emulator.advance(passed_s)
        assert (await client.get(mortal)).status_code == status
        assert (await client.get(other)).status_code == 200


async def test_a_signature_dies_before_the_file_does(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    def link() -> str:
        dies_at = began + 2 * LINK_LIFE_S
        return emulator.media.link(
            ORIGIN, "useapi/gen2/a.mp4", end_s=2, signed_s=LINK_LIFE_S, expires_at=dies_at
        )

    began = emulator.clock.now()
    first = link()
    emulator.advance(LINK_LIFE_S + 1)
    assert (await client.get(first)).status_code == 403
    second = link()
    assert (await client.get(second)).status_code == 200
    emulator.advance(LINK_LIFE_S - 1)
    assert (await client.get(second)).status_code == 404


async def test_an_unknown_file_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/media/kie/runway/unheard-of.mp4")).status_code == 404


async def test_a_head_has_length_and_type(client: httpx.AsyncClient, url: str) -> None:
    whole = await client.get(url)
    head = await client.head(url)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]
    assert int(head.headers["content-length"]) == len(whole.content)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("0-0", 0, 0),
        ("100-199", 100, 199),
        ("100-", 100, -1),
        ("-7", -7, -1),
        ("9-99999999", 9, -1),
    ],
)
async def test_a_range_is_served(
    client: httpx.AsyncClient, url: str, wanted: str, first: int, last: int
) -> None:
    whole = (await client.get(url)).content
    size = len(whole)
    part = await client.get(url, headers={"Range": f"bytes={wanted}"})
    first, last = first % size, last % size
    assert part.status_code == 206
    assert part.content == whole[first : last + 1]
    assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    assert int(part.headers["content-length"]) == len(part.content)


@pytest.mark.parametrize(
    "wanted",
    ["bytes=-", "bytes=5-3", "bytes=0-1,5-6", "lines=1-2", "bytes", f"bytes={'9' * 5000}-"],
    ids=lambda wanted: wanted[:16],
)
async def test_anything_but_a_single_range_gets_the_whole(
    client: httpx.AsyncClient, url: str, wanted: str
) -> None:
    response = await client.get(url, headers={"Range": wanted})
    assert response.status_code == 200
    assert response.content == (await client.get(url)).content


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0"])
async def test_a_range_beyond_the_end_cannot_be_served(
    client: httpx.AsyncClient, url: str, wanted: str
) -> None:
    size = len((await client.get(url)).content)
    response = await client.get(url, headers={"Range": wanted})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{size}"


async def test_a_unit_may_be_in_capitals(client: httpx.AsyncClient, url: str) -> None:
    assert (await client.get(url, headers={"Range": "Bytes=0-9"})).status_code == 206


async def test_a_head_has_no_range(client: httpx.AsyncClient, url: str) -> None:
    plain = await client.head(url)
    response = await client.head(url, headers={"Range": "bytes=0-9"})
    assert response.status_code == 200
    assert response.headers["content-length"] == plain.headers["content-length"]


@pytest.mark.parametrize(
    ("known", "status"),
    [("{}", 304), ("W/{}", 304), ('"a", {} , "b"', 304), ("*", 304), ('"a"', 200), ("", 200)],
)
async def test_what_is_known_is_not_sent_again(
    client: httpx.AsyncClient, url: str, known: str, status: int
) -> None:
    etag = (await client.get(url)).headers["etag"]
    for method in ("GET", "HEAD"):
        headers = {"If-None-Match": known.format(etag)}
        response = await client.request(method, url, headers=headers)
        assert response.status_code == status
        assert response.headers["etag"] == etag


async def test_a_range_of_another_version_gets_the_whole(
    client: httpx.AsyncClient, url: str
) -> None:
    etag = (await client.get(url)).headers["etag"]
    for tag, status in ((etag, 206), ('"another"', 200)):
        headers = {"Range": "bytes=0-9", "If-Range": tag}
        assert (await client.get(url, headers=headers)).status_code == status


async def test_downloads_stand_in_the_ledger_without_their_signature(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, "useapi/gen2")
    emulator.advance(LONG_S)
    (url,) = finished("useapi/gen2", await read(client, "useapi/gen2", task_id)).urls
    await client.get(url)
    record = emulator.ledger.requests[-1]
    assert (record.provider, record.operation, record.status) == ("media", "download", 200)
    assert "Signature" not in record.path
