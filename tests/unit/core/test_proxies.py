"""Which requests take a proxy, and which proxies are refused."""

from __future__ import annotations

import pytest

from longtake import InvalidRequestError
from longtake._core.proxies import checked_proxy, proxies

PROXY = "http://proxy.example:8080"


@pytest.mark.parametrize(
    ("exempt", "host"),
    [
        ("*", "api.kie.ai"),
        ("api.kie.ai", "api.kie.ai"),
        ("KIE.AI", "api.kie.ai"),
        ("kie.ai", "kie.ai"),
        (".kie.ai", "api.kie.ai"),
        ("*.kie.ai", "api.kie.ai"),
        ("other.example, kie.ai", "api.kie.ai"),
        ("kie.ai:443", "api.kie.ai"),
        ("https://kie.ai", "kie.ai"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("10.1.2.3/8", "10.200.0.1"),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:443", "192.0.2.7"),
        ("fe80::/10", "[fe80::1]"),
        ("fe80::/10", "fe80::1%eth0"),
        ("[2001:db8::]/32", "2001:db8::5"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8:0::1"),
    ],
)
def test_what_is_exempt_takes_no_proxy(exempt: str, host: str) -> None:
    assert proxies({"all": PROXY, "no": exempt}).proxy_for("https", host, None) is None


@pytest.mark.parametrize(
    ("exempt", "host"),
    [
        ("", "api.kie.ai"),
        (" , ", "api.kie.ai"),
        ("ie.ai", "api.kie.ai"),
        (".kie.ai", "kie.ai"),
        ("kie.ai:80", "kie.ai"),
        ("http://kie.ai", "kie.ai"),
        ("https://kie.ai", "api.kie.ai"),
        ("10.0.0.0/8", "11.0.0.1"),
        ("10.0.0.0/8", "api.kie.ai"),
        ("fe80::/10", "2001:db8::1"),
        ("10.0.0.0/99", "10.0.0.1"),
        ("[::1", "api.kie.ai"),
    ],
)
def test_what_is_not_exempt_takes_it(exempt: str, host: str) -> None:
    assert proxies({"all": PROXY, "no": exempt}).proxy_for("https", host, None) == "all"


@pytest.mark.parametrize("host", ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_this_machine_takes_none(host: str) -> None:
    assert proxies({"all": PROXY, "https": PROXY}).proxy_for("https", host, 8443) is None


def test_the_scheme_comes_before_all() -> None:
    found = proxies({"all": PROXY, "https": PROXY})
    assert found.proxy_for("https", "kie.ai", None) == "https"
    assert found.proxy_for("http", "kie.ai", None) == "all"
    assert proxies({"http": PROXY}).proxy_for("https", "kie.ai", None) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "socks://u:s3cret@127.0.0.1:1080",
            "must be a URL with one of the schemes http, https, socks5",
        ),
        ("ftp://proxy.example", "got 'ftp://proxy.example': correct it, or unset it"),
        ("http://u:s3cret@proxy.example:many", "must be a URL such as http://"),
        ("http://proxy.example:99999", "must be a URL such as"),
        ("http://proxy.example:0", "must be a URL such as"),
        ("http://", "must be a URL such as"),
        ("http://[::1", "must be a URL such as"),
        ("socks5://u:s3cret@proxy.example:1080", "install longtake.socks., or unset it"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_by_name(address: str, words: str) -> None:
    with pytest.raises(InvalidRequestError, match=f"^ALL_PROXY .*{words}") as refused:
        checked_proxy(address, "ALL_PROXY", has_socks=lambda: False)
    assert "s3cret" not in str(refused.value)


def test_a_proxy_that_can_be_used_has_a_scheme() -> None:
    assert checked_proxy("proxy.example:8080", "X", has_socks=lambda: False) == PROXY
    socks = "socks5h://u:p@proxy.example"
    assert checked_proxy(socks, "X", has_socks=lambda: True) == socks


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("SOCKS5://proxy.example:1080", "socks5://proxy.example:1080"),
        ("HTTP://user:a@proxy.example", "http://user:a@proxy.example"),
    ],
)
def test_the_scheme_of_a_proxy_may_have_capitals(address: str, expected: str) -> None:
    assert checked_proxy(address, "ALL_PROXY", has_socks=lambda: True) == expected
