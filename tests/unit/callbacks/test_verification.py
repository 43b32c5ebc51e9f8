"""Signatures, times, and addresses that cannot be guessed."""

from __future__ import annotations

import base64
import math
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from longtake import CallbackError, InvalidRequestError
from longtake.callbacks import Provider, verify
from longtake.callbacks._paths import Paths
from longtake.emulator.calling.signing import Message, Signer
from longtake.emulator.chainhub.signing import StandardSigner
from longtake.emulator.kie.signing import KieSigner
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
from tests.helpers.task_kinds import KINDS

SECRETS = {"kie": KIE_KEY, "chainhub": KLING_SECRET}
SIGNED = [sample for sample in SAMPLES if sample.provider in SECRETS]
OTHERS = {"kie": "another key", "chainhub": "whsec_" + base64.b64encode(b"x" * 24).decode()}
KIE, KLING = DONE[0], NOTICE


@pytest.mark.parametrize("sample", SIGNED, ids=lambda sample: sample.name)
def test_what_the_vendor_signed_is_known_under_any_of_several_secrets(sample: Sample) -> None:
    right, other = SECRETS[sample.provider], OTHERS[sample.provider]
    for secrets in ([right], [other, right], [right, other]):
        proof = verify(sample.provider, headers(sample), written(sample), secrets, now_s=float(NOW))
        kind = KINDS[f"{sample.provider}/{sample.family}"]
        assert proof.covers_body is kind.common.signs_bodies
    for secrets in ([other], []):
        with pytest.raises(CallbackError, match="missing or wrong"):
            verify(sample.provider, headers(sample), written(sample), secrets, now_s=NOW)


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
@pytest.mark.parametrize("off", [-300, 0, 300])
def test_a_time_within_the_tolerance_will_do(sample: Sample, off: int) -> None:
    secrets = [SECRETS[sample.provider]]
    verify(sample.provider, headers(sample, at=NOW + off), written(sample), secrets, now_s=NOW)


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
@pytest.mark.parametrize("off", [-301, 301, -(10**6), 10**6])
def test_a_time_outside_it_will_not_though_it_is_signed(sample: Sample, off: int) -> None:
    signed = headers(sample, at=NOW + off)
    with pytest.raises(CallbackError, match="more than 300 s from now"):
        verify(sample.provider, signed, written(sample), [SECRETS[sample.provider]], now_s=NOW)


def test_kies_signature_does_not_cover_the_body() -> None:
    forged = written(KIE).replace(b"files.test", b"evil.test")
    assert not verify("kie", headers(KIE), forged, [KIE_KEY], now_s=NOW).covers_body
    of_another = written(KIE).replace(KIE.task_id.encode(), b"another-task")
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kie", headers(KIE), of_another, [KIE_KEY], now_s=NOW)


def test_klings_signature_covers_every_byte() -> None:
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("chainhub", headers(KLING), written(KLING) + b" ", [KLING_SECRET], now_s=NOW)


def test_what_the_standard_webhooks_library_signs_is_known() -> None:
    when = datetime.fromtimestamp(NOW, UTC)
    body = written(KLING).decode()
    signed = {
        "webhook-id": "msg_2",
        "webhook-timestamp": str(NOW),
        "webhook-signature": "v1,b2xk " + Webhook(KLING_SECRET).sign("msg_2", when, body),
    }
    assert verify("chainhub", signed, body, [KLING_SECRET], now_s=NOW).message == "msg_2"


@pytest.mark.parametrize("name", sorted(headers(KLING)))
def test_without_one_of_klings_headers_nothing_is_proved(name: str) -> None:
    left = {key: value for key, value in headers(KLING).items() if key != name}
    if name == "Content-Type":
        verify("chainhub", left, written(KLING), [KLING_SECRET], now_s=NOW)
        return
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("chainhub", left, written(KLING), [KLING_SECRET], now_s=NOW)


def test_headers_that_no_text_can_be_made_of_are_wrong_and_no_crash() -> None:
    odd = {**headers(KIE), "X-Webhook-Signature": "\ud800", "X-Webhook-Timestamp": "\ud800"}
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kie", odd, written(KIE), [KIE_KEY], now_s=NOW)


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
def test_one_secret_may_be_given_as_it_is(sample: Sample) -> None:
    """A text is a collection of texts, too: each of its letters would be a key."""
    secret = SECRETS[sample.provider]
    verify(sample.provider, headers(sample), written(sample), secret, now_s=NOW)
    by_a_letter = headers(KIE, key=KIE_KEY[0])
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify("kie", by_a_letter, written(KIE), KIE_KEY, now_s=NOW)


@pytest.mark.parametrize("secrets", ["", " ", [KIE_KEY, ""]])
def test_with_an_empty_secret_anybody_could_sign(secrets: str | list[str]) -> None:
    with pytest.raises(InvalidRequestError, match="a signing key is empty"):
        verify("kie", headers(KIE, key=""), written(KIE), secrets, now_s=NOW)


def test_a_tolerance_that_is_no_number_tolerates_nothing() -> None:
    with pytest.raises(CallbackError, match="from now"):
        verify("kie", headers(KIE), written(KIE), [KIE_KEY], now_s=NOW, tolerance_s=math.nan)


def test_useapi_signs_nothing() -> None:
    with pytest.raises(InvalidRequestError, match="an address that cannot be guessed"):
        verify("useapi", {}, b"{}", ["a secret"])


PROVIDERS: list[Provider] = ["kie", "useapi", "chainhub"]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("label", ["", "order-17", "kie", "A" * 64])
def test_a_path_is_known_again_without_having_been_kept(provider: Provider, label: str) -> None:
    path = Paths([RECEIVER_SECRET]).make(provider, label)
    for mounted in (path, f"/callbacks{path}", f"/a/b{path}"):
        door = Paths(["a newer secret of it", RECEIVER_SECRET]).find(mounted)
        assert door is not None
        assert (door.provider, door.label) == (provider, label)
    assert Paths(["a newer secret of it"]).find(path) is None


def test_no_path_fits_another_provider_or_label() -> None:
    paths = Paths([RECEIVER_SECRET])
    path = paths.make("kie", "order-17")
    assert paths.find(path.replace("/kie/", "/useapi/")) is None
    assert paths.find(path.replace("order-17", "order-18")) is None
    assert paths.find(path.removesuffix("/order-17")) is None
    assert paths.find(paths.make("kie") + "/order-17") is None


@pytest.mark.parametrize("label", ["a/b", "ö", "A" * 65, "a b", "..", "a\n"])
def test_what_would_not_come_back_as_it_is_is_no_label(label: str) -> None:
    with pytest.raises(InvalidRequestError, match="is no label"):
        Paths([RECEIVER_SECRET]).make("kie", label)


@pytest.mark.parametrize("secrets", [[], [""], ["short"], [RECEIVER_SECRET, "short"]])
def test_a_secret_that_could_be_guessed_is_refused(secrets: list[str]) -> None:
    with pytest.raises(InvalidRequestError, match="at least 16 characters"):
        Paths(secrets)


def test_secrets_are_in_no_repr() -> None:
    assert RECEIVER_SECRET not in repr(Paths([RECEIVER_SECRET]))


@pytest.mark.parametrize("sample", [KIE, KLING], ids=["kie", "kling"])
def test_the_emulated_vendors_sign_as_longtake_expects(sample: Sample) -> None:
    """Written apart from it, from the same facts."""
    signers: dict[str, Signer] = {
        "kie": KieSigner(lambda: [KIE_KEY]),
        "chainhub": StandardSigner(lambda: ["whsec_" + "eA==", KLING_SECRET]),
    }
    message = Message("msg_1", sample.task_id, written(sample))
    signed = signers[sample.provider].headers(message, float(NOW), true=True)
    verify(sample.provider, signed, written(sample), [SECRETS[sample.provider]], now_s=NOW)
    forged = signers[sample.provider].headers(message, float(NOW), true=False)
    with pytest.raises(CallbackError, match="missing or wrong"):
        verify(sample.provider, forged, written(sample), [SECRETS[sample.provider]], now_s=NOW)
