"""Capturing, against a site on loopback."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import httpx
import pytest

from longtake import __version__
from scripts.capture.web import FetchLimits
from scripts.specs.errors import SpecError
from scripts.specs.files import write
from tests.helpers.capture_project import OTHER, PAGE, Project
from tests.helpers.web_site import FakeClock, Reply, Site, page, serving

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def listed(project: Project, site: Site, *replies: Reply) -> None:
    """One page of one provider with this response."""
    project.lists("acme", page_md=site.gives("/page.md", *replies))


def test_a_page_is_new_changed_or_unchanged_beside_the_committed_one(
    project: Project, site: Site
) -> None:
    for name in ("a", "b", "c"):
        site.gives(f"/{name}.md", page(PAGE))
    project.lists("acme", **{f"{name}_md": f"{site.url}/{name}.md" for name in ("a", "b", "c")})
    project.commits("acme", "b.md", OTHER)
    project.commits("acme", "c.md", PAGE)
    found = project.capture()
    assert {name: entry.outcome for name, entry in found.items()} == {
        "a.md": "new",
        "b.md": "changed",
        "c.md": "unchanged",
    }
    assert project.files()["acme/b.md"] == PAGE.encode()
    assert [entry.status for entry in found.values()] == [200, 200, 200]


def test_a_request_names_its_program(project: Project, site: Site) -> None:
    listed(project, site, page(PAGE))
    project.capture()
    agents = {asked.headers["user-agent"] for asked in site.asked}
    assert len(agents) == 1
    assert agents.pop().startswith(f"longtake-capture/{__version__} (")


def test_no_cookie_is_carried_from_page_to_page(project: Project, site: Site) -> None:
    project.lists(
        "acme",
        a_md=site.gives("/a.md", page(PAGE, Set_Cookie="seen=yes; Path=/")),
        b_md=site.gives("/b.md", page(PAGE)),
    )
    project.capture()
    assert site.paths == ["/a.md", "/b.md"]
    assert not [asked for asked in site.asked if "cookie" in asked.headers]


def test_one_request_is_made_at_a_time_with_a_pause_between_those_to_one_host(
    project: Project, site: Site
) -> None:
    project.limits = FetchLimits(pause_s=7)
    with serving() as other:
        for place in (site, other):
            for name in ("/a.md", "/b.md"):
                place.gives(name, page(PAGE))
        project.lists(
            "acme",
            a_md=site.url + "/a.md",
            b_md=site.url + "/b.md",
            c_md=other.url + "/a.md",
            d_md=other.url + "/b.md",
        )
        project.capture()
        # robots.txt and two pages of each: the first request to a host waits for nothing.
        assert project.clock.slept == [7, 7, 7, 7]
        assert (site.most_at_once, other.most_at_once) == (1, 1)
        assert site.paths == other.paths == ["/a.md", "/b.md"]


def test_a_second_capture_of_the_same_brings_nothing_and_changes_no_byte(
    project: Project, site: Site
) -> None:
    dated = "Mon, 05 Jan 2026 12:00:00 GMT"
    listed(project, site, page(PAGE, ETag='"one"', Last_Modified=dated))
    project.capture()
    before = project.files()
    times = {file: file.stat().st_mtime_ns for file in project.root.glob("out/acme/*")}
    assert project.capture()["page.md"].outcome == "new"
    assert project.files() == before
    assert {file: file.stat().st_mtime_ns for file in project.root.glob("out/acme/*")} == times
    assert "if-none-match" not in site.asked[1].headers
    assert site.asked[-1].headers["if-none-match"] == '"one"'
    assert site.asked[-1].headers["if-modified-since"] == dated


def test_a_page_without_a_tag_is_brought_again_and_changes_no_byte(
    project: Project, site: Site
) -> None:
    listed(project, site, page(PAGE))
    project.capture()
    before = project.files()
    project.capture()
    assert project.files() == before
    assert site.paths == ["/page.md", "/page.md"]


@pytest.mark.parametrize("damage", ["edited", "removed", "moved"])
def test_only_a_capture_that_is_still_there_is_asked_for_changes(
    project: Project, site: Site, damage: str
) -> None:
    listed(project, site, page(PAGE, ETag='"one"'))
    project.capture()
    file = project.folders.captured("acme", "page.md")
    if damage == "edited":
        file.write_text("edited", encoding="utf-8")
    elif damage == "removed":
        file.unlink()
    else:
        project.lists("acme", page_md=site.gives("/there.md", page(PAGE, ETag='"one"')))
    project.capture()
    assert "if-none-match" not in site.asked[-1].headers
    assert file.read_text(encoding="utf-8") == PAGE


def test_an_unrequested_304_is_no_page(project: Project, site: Site) -> None:
    listed(project, site, Reply(status=304))
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.status) == ("failed", 304)


@pytest.mark.parametrize("status", [404, 410])
def test_a_removed_page_is_reported_and_not_kept(project: Project, site: Site, status: int) -> None:
    listed(project, site, page(PAGE), Reply(status=status))
    committed = project.commits("acme", "page.md", PAGE)
    project.capture()
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.status, entry.sha256) == ("removed", status, None)
    assert list(project.files()) == ["captured.json"]
    assert committed.read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 522])
def test_a_failing_server_is_requested_again_later(
    project: Project, site: Site, status: int
) -> None:
    listed(project, site, Reply(status=status), Reply(status=status), page(PAGE))
    assert project.capture()["page.md"].outcome == "new"
    assert site.paths == ["/page.md"] * 3
    # The pause after robots.txt, then longer and longer.
    assert project.clock.slept == [2, 2, 4]
    assert project.reported == [
        f"{site.url}/page.md: HTTP status {status}; again in {seconds} s" for seconds in (2, 4)
    ]


def test_a_server_that_keeps_failing_is_given_up_after_four_attempts(
    project: Project, site: Site
) -> None:
    listed(project, site, page(PAGE, ETag='"one"'), Reply(status=503))
    project.capture()
    before = project.files()
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.status, entry.reason) == ("failed", 503, "HTTP status 503")
    assert site.paths == ["/page.md"] * 5
    # The earlier capture stays, and is asked for changes when the server is well again.
    assert project.files()["acme/page.md"] == before["acme/page.md"]
    assert entry.etag == '"one"'


@pytest.mark.parametrize(
    ("asked", "slept"),
    [
        ("17", 17),
        ("Mon, 05 Jan 2026 12:00:30 GMT", 28),
        ("Mon, 05 Jan 2026 11:00:00 GMT", 2),
        ("Mon, 05 Jan 2026 12:00:30", 2),
        ("soon", 2),
        ("-5", 2),
    ],
)
def test_retry_after_is_honoured(project: Project, site: Site, asked: str, slept: float) -> None:
    listed(project, site, Reply(status=429, headers={"Retry-After": asked}), page(PAGE))
    assert project.capture()["page.md"].outcome == "new"
    # Two seconds passed before, after robots.txt.
    assert project.clock.slept == [2, slept]


def test_a_server_that_asks_for_very_long_is_left_alone(project: Project, site: Site) -> None:
    listed(project, site, Reply(status=503, headers={"Retry-After": "7200"}))
    entry = project.capture()["page.md"]
    assert entry.reason == "HTTP status 503, to be asked again after 7200 s"
    assert (site.paths, project.clock.slept) == (["/page.md"], [2])


def test_a_redirect_within_the_host_is_followed_and_reported(project: Project, site: Site) -> None:
    listed(project, site, Reply(status=301, headers={"Location": "/new/page.md#top"}))
    site.gives("/new/page.md", page(PAGE))
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.reason) == ("new", f"moved to {site.url}/new/page.md")


@pytest.mark.parametrize(
    "target",
    [
        "http://elsewhere.example.com/page.md",
        "https://127.0.0.1/page.md",
        "//127.0.0.1:1/",
        "file:///x",
    ],
)
def test_a_redirect_to_another_place_is_not_followed(
    project: Project, site: Site, target: str
) -> None:
    listed(project, site, Reply(status=302, headers={"Location": target}))
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.status) == ("failed", 302)
    assert entry.reason.startswith("a redirect to another place, ")
    assert site.paths == ["/page.md"]


@pytest.mark.parametrize("headers", [{}, {"Location": "http://["}])
def test_a_redirect_to_nowhere_is_no_page(
    project: Project, site: Site, headers: dict[str, str]
) -> None:
    listed(project, site, Reply(status=302, headers=headers))
    assert project.capture()["page.md"].reason == "a redirect to no address"


def test_redirects_without_end_are_given_up(project: Project, site: Site) -> None:
    listed(project, site, Reply(status=302, headers={"Location": "/page.md"}))
    assert "after 5 redirects" in project.capture()["page.md"].reason
    assert len(site.paths) == 6


def test_a_page_that_is_too_large_is_not_taken(project: Project, site: Site) -> None:
    project.limits = FetchLimits(max_bytes=1000)
    listed(project, site, page(PAGE + "x" * 1000))
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.reason) == ("failed", "expected at most 1000 bytes")


def test_the_size_is_measured_after_unpacking(project: Project, site: Site) -> None:
    project.limits = FetchLimits(max_bytes=100_000)
    headers = {"Content-Type": "text/markdown", "Content-Encoding": "gzip"}
    packed = gzip.compress(b"x" * 10_000_000)
    assert len(packed) < 100_000
    listed(project, site, Reply(packed, headers=headers))
    assert project.capture()["page.md"].reason == "expected at most 100000 bytes"


def test_a_packed_page_is_unpacked(project: Project, site: Site) -> None:
    headers = {"Content-Type": "text/markdown", "Content-Encoding": "gzip"}
    listed(project, site, Reply(gzip.compress(PAGE.encode()), headers=headers))
    assert project.capture()["page.md"].outcome == "new"
    assert project.files()["acme/page.md"] == PAGE.encode()


def test_a_page_that_cannot_be_unpacked_is_no_page(project: Project, site: Site) -> None:
    headers = {"Content-Type": "text/markdown", "Content-Encoding": "gzip"}
    listed(project, site, Reply(b"not gzip", headers=headers))
    assert "cannot be read" in project.capture()["page.md"].reason


def test_a_server_that_never_responds_is_given_up(
    project: Project, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = httpx.HTTPTransport.handle_request

    def send_hurriedly(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        """Begin the time limit once the site has the request: a slow machine must not end it earlier."""

        def trace(event: str, _: object) -> None:
            if event.endswith("receive_response_headers.started"):
                assert site.silent.wait(60)
                site.silent.clear()
                request.extensions["timeout"]["read"] = 0.001

        if request.url.path == "/page.md":
            request.extensions["trace"] = trace
        return send(transport, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", send_hurriedly)
    project.limits = FetchLimits(timeout_s=60, attempts=2)
    site.gives("/robots.txt", Reply())
    listed(project, site, Reply(manner="silent"))
    assert project.capture()["page.md"].reason == "no response within 60 s"
    assert site.paths == ["/page.md"] * 2


def test_a_response_that_trickles_is_given_up(project: Project, site: Site) -> None:
    project.clock = FakeClock(step_s=200)
    project.limits = FetchLimits(attempts=1)
    listed(project, site, page(PAGE))
    site.gives("/robots.txt", Reply())
    assert project.capture()["page.md"].reason == "no whole response within 120 s"


def test_a_connection_that_breaks_is_tried_again(project: Project, site: Site) -> None:
    cut = Reply(PAGE.encode(), manner="cut", headers={"Content-Type": "text/markdown"})
    listed(project, site, cut, page(PAGE))
    assert project.capture()["page.md"].outcome == "new"
    site.gives("/page.md", cut)
    entry = project.capture()["page.md"]
    assert entry.reason == "the connection failed (RemoteProtocolError)"
    assert project.files()["acme/page.md"] == PAGE.encode()


def test_a_server_that_is_not_there_fails_its_pages(project: Project) -> None:
    with serving() as closed:
        url = closed.url
    project.lists("acme", a_md=f"{url}/a.md", b_md=f"{url}/b.md")
    found = project.capture()
    reason = "robots.txt: the connection failed (ConnectError)"
    assert [entry.reason for entry in found.values()] == [reason, reason]
    # Four attempts for robots.txt, and none for the pages behind it.
    assert project.clock.slept == [2, 4, 8]


def test_robots_txt_is_obeyed(project: Project, site: Site) -> None:
    rules = b"User-agent: longtake-capture\nDisallow: /private/\nCrawl-delay: 9\n"
    site.gives("/robots.txt", Reply(rules))
    project.lists(
        "acme",
        a_md=site.gives("/private/a.md", page(PAGE)),
        b_md=site.gives("/b.md", page(PAGE)),
        c_md=site.gives("/c.md", Reply(status=302, headers={"Location": "/private/a.md"})),
    )
    found = project.capture()
    assert [entry.outcome for entry in found.values()] == ["failed", "new", "failed"]
    assert found["a.md"].reason == "robots.txt asks programs not to fetch this page"
    assert found["c.md"].reason == found["a.md"].reason
    assert site.paths == ["/b.md", "/c.md"]
    assert project.clock.slept == [9, 9]
    assert [asked.path for asked in site.asked].count("/robots.txt") == 1


def test_a_site_that_cannot_serve_its_robots_txt_allows_nothing(
    project: Project, site: Site
) -> None:
    site.gives("/robots.txt", Reply(status=500))
    listed(project, site, page(PAGE))
    entry = project.capture()["page.md"]
    assert (entry.reason, site.paths) == ("robots.txt: HTTP status 500", [])


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(PAGE.encode(), headers={"Content-Type": "image/png"}), "the response is image/png"),
        (page(" \n\n"), "the response is empty"),
        (Reply(b"", headers={"Content-Type": "text/markdown"}), "the response is empty"),
        (page("# A page\n\nof something else.\n"), "a page that a reader recognises"),
        (page("<!-- x -->\n<!DOCTYPE html><p>Oops"), "expected Markdown, the response is HTML"),
        (
            Reply(PAGE.encode(), headers={"Content-Type": "text/html"}),
            "expected Markdown, the response is HTML",
        ),
        (
            Reply(
                b"<html><form><input name=p type=PASSWORD></form>",
                headers={"Content-Type": "text/html"},
            ),
            "asks for a password",
        ),
        (Reply(b"\xff\xfe" + PAGE.encode(), headers={"Content-Type": "text/plain"}), "UTF-8"),
        (Reply(PAGE.encode() + b"\0", headers={"Content-Type": "text/plain"}), "UTF-8"),
        (
            Reply(b"\xff", headers={"Content-Type": "text/plain; charset=no-such-charset"}),
            "expected text in UTF-8",
        ),
        (Reply(status=403), "HTTP status 403"),
        (Reply(b"part", status=206), "HTTP status 206"),
    ],
)
def test_what_is_not_the_page_never_replaces_a_good_capture(
    project: Project, site: Site, reply: Reply, reason: str
) -> None:
    listed(project, site, page(PAGE), reply)
    project.capture()
    good = project.files()
    entry = project.capture()["page.md"]
    assert entry.outcome == "failed"
    assert reason in entry.reason
    now = project.files()
    assert (list(now), now["acme/page.md"]) == (list(good), good["acme/page.md"])


def test_a_page_in_another_charset_becomes_utf_8_with_plain_line_ends(
    project: Project, site: Site
) -> None:
    text = PAGE.replace("# Video extension", "# Vidéo — naïve")
    body = text.replace("\n", "\r\n").encode("cp1252")
    listed(project, site, Reply(body, headers={"Content-Type": "text/plain; charset=Windows-1252"}))
    project.capture()
    assert project.files()["acme/page.md"] == text.encode()


def test_utf_8_is_recognised_whatever_the_server_declares(project: Project, site: Site) -> None:
    text = PAGE.replace("# Video extension", "# Vidéo")
    body = b"\xef\xbb\xbf" + text.encode()
    listed(project, site, Reply(body, headers={"Content-Type": "text/plain; charset=latin-1"}))
    project.capture()
    assert project.files()["acme/page.md"] == text.encode()


def test_the_manifest_is_sorted_and_holds_what_was_found(project: Project, site: Site) -> None:
    project.lists("zeta", page_md=site.gives("/z.md", page(PAGE, ETag='"z"')))
    project.lists("acme", b_md=site.gives("/b.md", page(PAGE)), a_md=f"{site.url}/missing.md")
    project.capture()
    assert [entry.key for entry in project.manifest()] == [
        ("acme", "a.md"),
        ("acme", "b.md"),
        ("zeta", "page.md"),
    ]
    last = json.loads(project.manifest_text())["pages"][2]
    sha256 = last.pop("sha256")
    assert len(sha256) == 64
    assert last == {
        "provider": "zeta",
        "page": "page.md",
        "url": f"{site.url}/z.md",
        "outcome": "new",
        "status": 200,
        "etag": '"z"',
        "last_modified": None,
        "reason": "",
    }


def test_capturing_one_provider_leaves_the_others_as_they_were(
    project: Project, site: Site
) -> None:
    project.lists("acme", page_md=site.gives("/a.md", page(PAGE)))
    project.lists("zeta", page_md=site.gives("/z.md", page(PAGE), page(OTHER)))
    project.capture()
    before = project.files()
    project.capture("acme")
    assert project.files() == before
    assert site.paths == ["/a.md", "/z.md", "/a.md"]


def test_a_page_that_is_listed_no_more_leaves_the_folder(project: Project, site: Site) -> None:
    addresses = {"a_md": site.gives("/a.md", page(PAGE)), "b_md": site.gives("/b.md", page(PAGE))}
    project.lists("acme", **addresses)
    project.capture()
    project.lists("acme", b_md=addresses["b_md"])
    project.capture()
    assert list(project.files()) == ["acme/b.md", "captured.json"]
    assert [entry.page for entry in project.manifest()] == ["b.md"]


def test_a_page_without_an_address_fails_without_a_request(project: Project, site: Site) -> None:
    listed(project, site, page(PAGE))
    file = project.root / "specs" / "acme" / "provider.yaml"
    file.write_text(
        "name: acme\ntitle: Acme\npages:\n  - file: page.md\n    published: markdown\n"
        "    not_verified: its address is unknown\n",
        encoding="utf-8",
    )
    entry = project.capture()["page.md"]
    assert (entry.outcome, entry.url) == ("failed", None)
    assert entry.reason == "not verified: its address is unknown"
    assert site.asked == []


def test_an_interruption_leaves_whole_files_and_the_manifest_of_what_was_reached(
    project: Project, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("a", "b", "c")
    for name in names:
        site.gives(f"/{name}.md", page(PAGE), page(OTHER))
    project.lists("acme", **{f"{name}_md": f"{site.url}/{name}.md" for name in names})
    project.capture()

    def interrupted(file: Path, text: str) -> None:
        if file.name == "b.md":
            raise KeyboardInterrupt
        write(file, text)

    monkeypatch.setattr("scripts.capture.run.write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        project.capture()
    files = project.files()
    assert list(files) == ["acme/a.md", "acme/b.md", "acme/c.md", "captured.json"]
    assert [files[f"acme/{name}.md"] for name in names] == [
        OTHER.encode(),
        PAGE.encode(),
        PAGE.encode(),
    ]
    kept = {entry.page: entry.sha256 for entry in project.manifest()}
    assert kept["a.md"] != kept["b.md"] == kept["c.md"]
    monkeypatch.undo()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    project.capture()
    assert {name: data for name, data in project.files().items() if name != "captured.json"} == {
        f"acme/{name}.md": OTHER.encode() for name in names
    }


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "[]",
        "{}",
        '{"pages": {}}',
        '{"pages": [1]}',
        '{"pages": [{"provider": "acme"}]}',
    ],
)
def test_a_manifest_that_is_none_is_an_error(project: Project, site: Site, text: str) -> None:
    listed(project, site, page(PAGE))
    project.capture()
    (project.folders.output / "captured.json").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"captured\.json: expected a manifest"):
        project.capture()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("page", "../../x"),
        ("provider", ".."),
        ("outcome", "fine"),
        ("status", True),
        ("sha256", 1),
    ],
)
def test_a_manifest_with_a_value_that_cannot_be_is_an_error(
    project: Project, site: Site, key: str, value: object
) -> None:
    listed(project, site, page(PAGE))
    project.capture()
    given = json.loads(project.manifest_text())
    given["pages"][0][key] = value
    (project.folders.output / "captured.json").write_text(json.dumps(given), encoding="utf-8")
    with pytest.raises(SpecError, match="expected a manifest"):
        project.capture()


def test_a_folder_that_cannot_be_made_is_an_error(project: Project, site: Site) -> None:
    listed(project, site, page(PAGE))
    project.folders.output.write_text("a file", encoding="utf-8")
    with pytest.raises(SpecError, match="cannot be made"):
        project.capture()
