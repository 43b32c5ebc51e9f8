"""Signatures, times, and addresses that cannot be guessed."""

from __future__ import annotations

import base64
import math
from datetime import UTC, datetime

import pytest
from rich.pretty import pretty_repr
from standardwebhooks import Webhook

from longtake import CallbackError, InvalidRequestError
from longtake._providers import PROVIDERS
from longtake.callbacks import ProviderName, Receiver, verify
from longtake.callbacks._urls import CallbackUrls
from longtake.emulator.callbacks.signatures import SignedMessage, Signer
from longtake.emulator.kie.api import KieSigner
from longtake.emulator.kling.credentials import StandardWebhooksSigner
from tests.helpers.callback_bodies import (
    DONE,
    KIE_KEY,
    KLING_SECRET,
    NOTICE,
    NOW,
    RECEIVER_SECRET,
    SAMPLES,
    Sample,
    headers,
    written,
)
from tests.helpers.task_kinds import EVERY_KIND

SECRETS = {"kie": KIE_KEY, "kling": KLING_SECRET}
SIGNED = [sample for sample in SAMPLES if sample.provider in SECRETS]
OTHERS = {"kie": "another key", "kling": "whsec_" + base64.b64encode(b"x" * 24).decode()}
KIE, KLING = DONE[0], NOTICE


@pytest.mark.parametrize("sample", SIGNED, ids=lambda sample: sample.name)
def test_a_signature_is_accepted_under_any_of_several_secrets(sample: Sample) -> None:
    right, other = SECRETS[sample.provider], OTHERS[sample.provider]
    for secrets in ([right], [other, right], [right, other]):
        signature = verify(
            sample.provider, headers(sample), written(sample), secrets, now_s=float(NOW)
        )
        kind = EVERY_KIND[f"{sample.provider}/{sample.kind}"]
        assert signature.covers_body is kind.common.signs_bodies
    for secrets in ([other], []):
        with pytest.raises(CallbackError, match="missing or wrong"):
            verify(sample.provider, headers(sample), written(sample), secrets, now_s=NOW)


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
@pytest.mark.parametrize("off", [-300, 0, 300])
def test_a_time_within_the_tolerance_is_accepted(sample: Sample, off: int) -> None:
    secrets = [SECRETS[sample.provider]]
    verify(sample.provider, headers(sample, at=NOW + off), written(sample), secrets, now_s=NOW)


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
@pytest.mark.parametrize("off", [-301, 301, -(10**6), 10**6])
def test_a_signed_time_outside_the_tolerance_is_refused(sample: Sample, off: int) -> None:
    signed = headers(sample, at=NOW + off)
    with pytest.raises(CallbackError, match="not within 300 s of the current time"):
        verify(sample.provider, signed, written(sample), [SECRETS[sample.provider]], now_s=NOW)


def test_kies_signature_does_not_cover_the_body() -> None:
    forged = written(KIE).replace(b"files.test", b"evil.test")
    assert not verify("kie", headers(KIE), forged, [KIE_KEY], now_s=NOW).covers_body
    of_another = written(KIE).replace(KIE.task_id.encode(), b"another-task")
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kie", headers(KIE), of_another, [KIE_KEY], now_s=NOW)


def test_klings_signature_covers_every_byte() -> None:
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kling", headers(KLING), written(KLING) + b" ", [KLING_SECRET], now_s=NOW)


def test_signatures_of_the_standard_webhooks_library_are_accepted() -> None:
    when = datetime.fromtimestamp(NOW, UTC)
    body = written(KLING).decode()
    signed = {
        "webhook-id": "msg_2",
        "webhook-timestamp": str(NOW),
        "webhook-signature": "v1,b2xk " + Webhook(KLING_SECRET).sign("msg_2", when, body),
    }
    assert verify("kling", signed, body, [KLING_SECRET], now_s=NOW).message == "msg_2"


@pytest.mark.parametrize("name", sorted(headers(KLING)))
def test_without_one_of_klings_headers_nothing_is_verified(name: str) -> None:
    left = {key: value for key, value in headers(KLING).items() if key != name}
    if name == "Content-Type":
        verify("kling", left, written(KLING), [KLING_SECRET], now_s=NOW)
        return
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kling", left, written(KLING), [KLING_SECRET], now_s=NOW)


def test_headers_that_cannot_be_encoded_are_refused() -> None:
    odd = {**headers(KIE), "X-Webhook-Signature": "\ud800", "X-Webhook-Timestamp": "\ud800"}
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kie", odd, written(KIE), [KIE_KEY], now_s=NOW)


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
def test_a_secret_may_be_a_string(sample: Sample) -> None:
    """A string is a collection of strings, too: each of its letters would be a key."""
    secret = SECRETS[sample.provider]
    verify(sample.provider, headers(sample), written(sample), secret, now_s=NOW)
    by_a_letter = headers(KIE, key=KIE_KEY[0])
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kie", by_a_letter, written(KIE), KIE_KEY, now_s=NOW)


@pytest.mark.parametrize("secrets", ["", " ", [KIE_KEY, ""]])
def test_an_empty_secret_is_refused(secrets: str | list[str]) -> None:
    with pytest.raises(InvalidRequestError, match="a signing key must not be empty"):
        verify("kie", headers(KIE, key=""), written(KIE), secrets, now_s=NOW)


def test_a_tolerance_of_nan_accepts_nothing() -> None:
    with pytest.raises(CallbackError, match="of the current time"):
        verify("kie", headers(KIE), written(KIE), [KIE_KEY], now_s=NOW, tolerance_s=math.nan)


def test_useapi_signs_nothing() -> None:
    with pytest.raises(InvalidRequestError, match="an address that cannot be guessed"):
        verify("useapi", {}, b"{}", ["a secret"])


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("label", ["", "order-17", "kie", "A" * 64])
def test_a_path_is_recognized_without_being_stored(provider: ProviderName, label: str) -> None:
    path = CallbackUrls([RECEIVER_SECRET]).make(provider, label)
    for mounted in (path, f"/callbacks{path}", f"/a/b{path}"):
        route = CallbackUrls(["a newer secret of it", RECEIVER_SECRET]).match(mounted)
        assert route is not None
        assert (route.provider, route.label) == (provider, label)
    assert CallbackUrls(["a newer secret of it"]).match(path) is None


def test_a_path_matches_no_other_provider_or_label() -> None:
    paths = CallbackUrls([RECEIVER_SECRET])
    path = paths.make("kie", "order-17")
    assert paths.match(path.replace("/kie/", "/useapi/")) is None
    assert paths.match(path.replace("order-17", "order-18")) is None
    assert paths.match(path.removesuffix("/order-17")) is None
    assert paths.match(paths.make("kie") + "/order-17") is None


@pytest.mark.parametrize("label", ["a/b", "ö", "A" * 65, "a b", "..", "a\n"])
def test_a_label_must_survive_a_url(label: str) -> None:
    with pytest.raises(InvalidRequestError, match="label must be"):
        CallbackUrls([RECEIVER_SECRET]).make("kie", label)


@pytest.mark.parametrize("secrets", [[], [""], ["short"], [RECEIVER_SECRET, "short"]])
def test_a_short_secret_is_refused(secrets: list[str]) -> None:
    with pytest.raises(InvalidRequestError, match="at least 16 characters"):
        CallbackUrls(secrets)


def test_secrets_are_in_no_repr() -> None:
    assert RECEIVER_SECRET not in repr(CallbackUrls([RECEIVER_SECRET]))


def test_tracebacks_show_no_secret_of_a_receiver() -> None:
    """Tracebacks by rich show the fields of attrs classes, whatever their `repr`."""
    receiver = Receiver(
        secret=RECEIVER_SECRET,
        signing_keys={"kie": KIE_KEY, "kling": KLING_SECRET},
        base_url="https://films.test/callbacks?gateway=a-token-of-the-gateway",
    )
    for shown in (repr(receiver), pretty_repr(receiver), pretty_repr(receiver._core)):  # pyright: ignore[reportPrivateUsage] - tracebacks show it, too
        for secret in (RECEIVER_SECRET, KIE_KEY, KLING_SECRET, "a-token-of-the-gateway"):
            assert secret not in shown


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
def test_the_emulated_providers_sign_as_longtake_expects(sample: Sample) -> None:
    """Both are written from the same facts, and share no code."""
    signers: dict[str, Signer] = {
        "kie": KieSigner(lambda: [KIE_KEY]),
        "kling": StandardWebhooksSigner(lambda: ["whsec_" + "eA==", KLING_SECRET]),
    }
    message = SignedMessage("msg_1", sample.task_id, written(sample))
    signed = signers[sample.provider].headers(message, float(NOW), true=True)
    verify(sample.provider, signed, written(sample), [SECRETS[sample.provider]], now_s=NOW)
    forged = signers[sample.provider].headers(message, float(NOW), true=False)
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify(sample.provider, forged, written(sample), [SECRETS[sample.provider]], now_s=NOW)
