"""A mistake while a client is made shows no key: not in words, and not in the variables of a traceback."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any, Final

import anyio
import httpx
import pytest

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    LongtakeError,
    MissingCredentialsError,
)
from longtake._core.key_pair import Hidden
from longtake._providers import PROVIDERS
from longtake.callbacks import Receiver, app, verify, wsgi_app

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

CANARY: Final = "canary-7d1f-in-the-mine"
CLIENTS: Final[tuple[Callable[..., Any], ...]] = (
    *(entry.client for entry in PROVIDERS.values()),
    *(entry.async_client for entry in PROVIDERS.values()),
)
each_client = pytest.mark.parametrize("make", CLIENTS, ids=lambda made: made.__name__)


def shown(error: BaseException | None) -> str:
    """The words of an error and of all that stands behind it, with the variables of every frame."""
    text = ""
    while error is not None:
        reported = traceback.TracebackException.from_exception(error, capture_locals=True)
        text += "".join(reported.format()) + repr(error) + repr(vars(error))
        error = error.__cause__ or error.__context__
    return text


def mistake(step: Callable[[], object]) -> LongtakeError:
    # A function of its own: the variables of a caller are its own affair.
    try:
        step()
    except LongtakeError as error:
        return error
    raise AssertionError("there was no mistake")


def outcome(step: Callable[[], object]) -> str:
    try:
        return repr(step())
    except LongtakeError as error:
        return shown(error)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration file that only its user can read."""
    path = tmp_path / "config.toml"
    path.touch(mode=0o600)
    monkeypatch.setenv("LONGTAKE_CONFIG", str(path))
    return path


@each_client
def test_a_missing_key_shows_nothing_of_the_environment(
    make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_OTHER_SECRET", CANARY)
    error = mistake(make)
    assert isinstance(error, MissingCredentialsError)
    assert CANARY not in shown(error)


MISTAKES: Final[dict[str, Callable[[Callable[..., Any]], object]]] = {
    "attempts": lambda make: make(CANARY, attempts=0),
    "timeout": lambda make: make(api_key=CANARY, timeout=-1),
    "address": lambda make: make(CANARY, base_url="nonsense"),
    "profile, too": lambda make: make(CANARY, profile="studio"),
    "two keys in one": lambda make: make(f"{CANARY} {CANARY}"),
    "no text": lambda make: make([CANARY]),
    "allow_private_hosts": lambda make: make(CANARY, allow_private_hosts="no"),
}


@each_client
@pytest.mark.parametrize("mistaken", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_shows_no_key(
    make: Callable[..., Any], mistaken: Callable[[Callable[..., Any]], object]
) -> None:
    error = mistake(lambda: mistaken(make))
    assert isinstance(error, InvalidRequestError)
    assert CANARY not in shown(error)


FILES: Final[dict[str, bytes]] = {
    "another profile": f'[profiles.home.kie]\napi_key = "{CANARY}"'.encode(),
    "another name": f'[profiles.studio.kie]\nkey = "{CANARY}"'.encode(),
    "another value": f'[profiles.studio.kie]\napi_key = ["{CANARY}"]'.encode(),
    "two keys in one": f'[profiles.studio.kie]\napi_key = "{CANARY} {CANARY}"'.encode(),
    "no TOML": f"[profiles.studio.kie]\napi_key = {CANARY}".encode(),
    "not UTF-8": f'[profiles.studio.kie]\napi_key = "{CANARY}\xff"'.encode("latin-1"),
}


@pytest.mark.parametrize("make", [Kie, AsyncKie])
@pytest.mark.parametrize("named_by", ["argument", "environment"])
@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_profile_that_cannot_be_used_shows_no_key(
    make: Callable[..., Any],
    named_by: str,
    content: bytes,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config.write_bytes(content)
    monkeypatch.delenv("KIE_API_KEY", raising=False)
    monkeypatch.setenv("LONGTAKE_PROFILE", "studio")
    error = mistake(lambda: make(profile="studio") if named_by == "argument" else make())
    assert str(config) in str(error)
    assert CANARY not in shown(error)


def unreached(_request: httpx.Request) -> httpx.Response:
    raise AssertionError("it must not be sent")


@pytest.mark.parametrize("given", [f"{CANARY} {CANARY}", [CANARY]], ids=["two in one", "no text"])
def test_a_key_that_a_function_returns_and_is_refused_is_not_shown(given: Any) -> None:
    with Kie(lambda: given, transport=httpx.MockTransport(unreached)) as kie:
        error = mistake(lambda: kie.veo.extend(task_id="veo_1", prompt="On"))
    assert CANARY not in shown(error)

    async def ask() -> Any:
        return given

    async def extend(function: Callable[[], Awaitable[Any]]) -> None:
        async with AsyncKie(function, transport=httpx.MockTransport(unreached)) as kie:
            await kie.veo.extend(task_id="veo_1", prompt="On")

    error = mistake(lambda: anyio.run(extend, ask))
    assert isinstance(error, InvalidRequestError)
    assert CANARY not in shown(error)


@each_client
@pytest.mark.parametrize(
    "address",
    [
        "https://gateway.example/kie?token={}",
        "https://gateway.example/kie#{}",
        "ftp://gateway.example/?token={}",
        "https://user:{}@gateway.example",
        "https://user:{}@gateway.example:99999/?a",
    ],
)
def test_an_address_is_repeated_without_what_may_be_secret(
    make: Callable[..., Any], address: str
) -> None:
    error = mistake(lambda: make("a-key", base_url=address.format(CANARY)))
    assert CANARY not in shown(error)


@each_client
def test_an_address_in_the_environment_is_not_shown(
    make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROVIDERS:
        monkeypatch.setenv(f"{name.upper()}_BASE_URL", f"https://gateway.example/?token={CANARY}")
    assert CANARY not in shown(mistake(lambda: make("a-key")))


@each_client
@pytest.mark.parametrize(
    "proxy",
    ["ftp://user:{}@proxy.example", "http://user:{}@proxy.example:99999", "http://user:{}@"],
)
def test_the_password_of_a_proxy_is_not_shown(
    make: Callable[..., Any], proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy.format(CANARY))
    error = mistake(lambda: make("a-key"))
    assert "HTTPS_PROXY" in str(error).upper()
    assert CANARY not in shown(error)


RECEIVERS: Final[tuple[Callable[..., Any], ...]] = (Receiver, app, wsgi_app)
RECEIVER_MISTAKES: Final[dict[str, dict[str, Any]]] = {
    "one too short": {"secret": [CANARY, "short"]},
    "no string": {"secret": [CANARY, 3]},
    "bytes": {"secret": CANARY.encode()},
    "another option": {"secret": CANARY, "max_body_bytes": 0},
    "an unknown option": {"kie_key": CANARY},
    "an empty key": {"signing_keys": {"kie": [CANARY, " "]}},
    "a key that is no string": {"signing_keys": {"kie": [CANARY, None]}},
    "no webhook secret": {"signing_keys": {"chainhub": f"whsec_{CANARY}!"}},
    "address": {"base_url": f"ftp://films.example/?token={CANARY}"},
    "trust": {"secret": CANARY, "trust": "everything"},
}


@pytest.mark.parametrize("make", RECEIVERS, ids=lambda made: made.__name__)
@pytest.mark.parametrize("name", RECEIVER_MISTAKES)
def test_a_receiver_made_wrongly_shows_no_secret(make: Callable[..., Any], name: str) -> None:
    error = mistake(lambda: make(**RECEIVER_MISTAKES[name]))
    assert isinstance(error, InvalidRequestError)
    assert CANARY not in shown(error)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "keys", [CANARY, [CANARY, ""], [CANARY, 3]], ids=["wrong", "empty", "no string"]
)
def test_a_callback_that_is_not_signed_shows_no_key(provider: Any, keys: Any) -> None:
    given = Hidden(keys)
    del keys
    error = mistake(lambda: verify(provider, {}, b'{"data": {"taskId": "t"}}', given.reveal()))
    assert CANARY not in shown(error)


KEY: Final = 'sk/live-"7d1f"-in-the-mine'
ESCAPED: Final = {
    "as JSON has it": KEY.replace('"', '\\"'),
    "with its slash escaped": KEY.replace("/", "\\/").replace('"', '\\"'),
    "all escaped": "".join(f"\\u{ord(each):04x}" for each in KEY),
    "all escaped, in capitals": "".join(f"\\u{ord(each):04X}" for each in KEY),
    "some of it": KEY.replace("/", "\\u002F").replace('"', "\\u0022"),
    "JSON within JSON": KEY.replace("/", "\\\\/").replace('"', '\\\\\\"'),
    "escaped within JSON": "".join(f"\\\\u{ord(each):04x}" for each in KEY),
    "percent-encoded": KEY.replace("/", "%2f").replace('"', "%22"),
}


@pytest.mark.parametrize("written", ESCAPED.values(), ids=ESCAPED)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, '{"code": 422, "msg": "no: KEY"}'),
        (200, '{"code": 200, "msg": "KEY", "data": "KEY"}'),
        (400, "<p>KEY</p>"),
        (
            200,
            '{"code": 200, "data": {"taskId": "veo_1", "successFlag": 3, "errorMessage": "a KEY"}}',
        ),
    ],
    ids=["refused", "odd", "no JSON", "failed"],
)
def test_a_key_that_is_repeated_with_escapes_is_masked(
    status: int, body: str, written: str
) -> None:
    def parrot(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body.replace("KEY", written).encode())

    with Kie(KEY, transport=httpx.MockTransport(parrot), attempts=1) as kie:
        task = kie.from_token(TOKEN)
        text = outcome(task.status)
    assert "***" in text
    for part in ("7d1f", "in-the-mine", "0037", "\\u"):
        assert part not in text


TOKEN: Final = "lt1.eyJ2IjoxLCJwIjoia2llIiwiZiI6InZlbyIsInQiOiJ2ZW9fMSJ9"
NASTY: Final = (
    "\x1b[31mno\x1b[0m \x1b]0;title\x07such\r\nWARNING forged \u202etxet\u202c \u2066x\x9b2J"
    + "y" * 100_000
)


@pytest.mark.parametrize(
    "response",
    [
        {"code": 422, "msg": NASTY},
        {"code": 200, "data": {"taskId": "veo_1", "successFlag": 3, "errorMessage": NASTY}},
        {"code": NASTY, "msg": NASTY},
        {"code": 200, "data": {"taskId": "veo_1", "successFlag": NASTY}},
    ],
    ids=["refused", "failed", "code", "state"],
)
def test_the_words_of_a_provider_have_no_control_characters_and_end(response: object) -> None:
    with Kie(
        "a-key",
        transport=httpx.MockTransport(lambda _request: httpx.Response(200, json=response)),
        attempts=1,
    ) as kie:
        task = kie.from_token(TOKEN)
        try:
            snapshot = task.status()
        except LongtakeError as error:
            words = [
                str(error),
                *map(str, error.args),
                error.provider_message or "",
                str(error.code),
            ]
        else:
            words = [repr(snapshot), snapshot.provider_state]
            words += [snapshot.failure.message] if snapshot.failure else []
    for each in words:
        assert each.isprintable()
        assert len(each) < 10_000
        assert "\\x1b" not in each
        assert "\\u202e" not in each
