"""Signatures of callbacks, with second opinions: the provider's vector, and the Standard Webhooks library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from longtake._core.callbacks import (
    is_signed_webhook,
    webhook_key,
    webhook_signature,
)
from longtake.errors import CallbackError, InvalidRequestError
from longtake.kie._callbacks import CALLBACK_SIGNING, signature

SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
MESSAGE = "9876543210"
TIME = "1781080794"
BODY = (
    b'{"id":"1234567890","status":"succeeded","message":"",'
    b'"create_time":1781080778802,"update_time":1781080794151}'
)
SIGNATURE = "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4="
OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret of the same account").decode()


def test_klings_own_vector() -> None:
    assert webhook_signature(webhook_key(SECRET), MESSAGE, TIME, BODY) == SIGNATURE
    assert is_signed_webhook([webhook_key(SECRET)], MESSAGE, TIME, BODY, SIGNATURE)


@pytest.mark.parametrize("body", [b"{}", BODY, '{"message":"Ω"}'.encode()])
def test_the_library_of_standard_webhooks_says_the_same(body: bytes) -> None:
    when = datetime.fromtimestamp(int(TIME), UTC)
    theirs = Webhook(OTHER_SECRET).sign(MESSAGE, when, body.decode())
    assert theirs == webhook_signature(webhook_key(OTHER_SECRET), MESSAGE, TIME, body)


@pytest.mark.parametrize(
    ("message", "time", "body", "signatures"),
    [
        ("9876543211", TIME, BODY, SIGNATURE),
        (MESSAGE, "1781080795", BODY, SIGNATURE),
        (MESSAGE, TIME, BODY + b" ", SIGNATURE),
        (MESSAGE, TIME, BODY, SIGNATURE.replace("v1,", "v2,")),
        (MESSAGE, TIME, BODY, SIGNATURE.removeprefix("v1,")),
        (MESSAGE, TIME, BODY, SIGNATURE[:-1]),
        (MESSAGE, TIME, BODY, "v1,Ω"),
        (MESSAGE, TIME, BODY, "v1,"),
        (MESSAGE, TIME, BODY, ""),
    ],
)
def test_what_differs_is_not_signed(message: str, time: str, body: bytes, signatures: str) -> None:
    assert not is_signed_webhook([webhook_key(SECRET)], message, time, body, signatures)


def test_several_signatures_and_several_secrets_while_one_is_rotated() -> None:
    old, new = webhook_key(SECRET), webhook_key(OTHER_SECRET)
    both = f"{webhook_signature(new, MESSAGE, TIME, BODY)} v1a,c29tZXRoaW5n {SIGNATURE}"
    for keys in ([old], [new], [old, new]):
        assert is_signed_webhook(keys, MESSAGE, TIME, BODY, both)
    assert is_signed_webhook([new, old], MESSAGE, TIME, BODY, SIGNATURE)
    assert not is_signed_webhook([new], MESSAGE, TIME, BODY, SIGNATURE)
    assert not is_signed_webhook([], MESSAGE, TIME, BODY, both)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64!", "Ω"])
def test_what_is_no_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(
        InvalidRequestError, match="Standard Webhooks secret is not valid"
    ) as refused:
        webhook_key(secret)
    assert not secret.removeprefix("whsec_") or secret not in str(refused.value)


def test_kies_signature_is_over_task_and_time() -> None:
    by_hand = hmac.new(b"a key", b"veo_task_1.1781080794", hashlib.sha256).digest()
    expected = base64.b64encode(by_hand).decode()
    assert signature("a key", "veo_task_1", TIME) == expected
    assert proved(["another", "a key"], "veo_task_1", TIME, expected)
    assert not proved(["another"], "veo_task_1", TIME, expected)
    assert not proved(["a key"], "veo_task_2", TIME, expected)
    assert not proved(["a key"], "veo_task_1", "1781080795", expected)
    assert not proved(["a key"], "veo_task_1", TIME, "Ω")


def proved(keys: list[str], task_id: str, timestamp: str, offered: str) -> bool:
    headers = {"x-webhook-timestamp": timestamp, "x-webhook-signature": offered}
    body = json.dumps({"data": {"taskId": task_id}}).encode()
    try:
        CALLBACK_SIGNING.verify(headers, body, keys)
    except CallbackError:
        return False
    return True
