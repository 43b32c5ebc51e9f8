"""Tokens made from a pair of keys, and what a clock that is off does to them."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import pickle
from typing import Any

import attrs
import pytest

from longtake._core.key_pair import KeyPair, TokenSigner, hs256
from longtake._core.responses import HttpResponse
from longtake._shell.client import provider_of
from longtake.kling import Kling

SIGNING = provider_of(Kling).key_pair_signing
PAIR = KeyPair("who", "shh")
NOW_S = 1_800_000_000.0


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def accepted(token: str, secret: bytes) -> bool:
    """A second opinion, from RFC 7515 (5.2) and RFC 2104 as they are written."""
    signed, _, signature = token.rpartition(".")
    header = json.loads(part(signed.partition(".")[0]))
    key = (hashlib.sha256(secret).digest() if len(secret) > 64 else secret).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + signed.encode()).digest()
    code = hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()
    return header["alg"] == "HS256" and part(signature) == code


def octets(numbers: str) -> bytes:
    return bytes(int(number) for number in numbers.split())


# The example of RFC 7515, A.1, where octets are listed as numbers too.
STANDARD_KEY = octets(
    "3 35 53 75 43 15 165 188 131 126 6 101 119 123 166 143 90 179 40 230 240 84 201 40 169 "
    "15 132 178 210 80 46 191 211 251 90 146 210 6 71 239 150 138 180 195 119 98 61 34 61 "
    "46 33 114 5 46 79 8 192 205 154 245 103 208 128 163 "
)
STANDARD_SIGNATURE = octets(
    "116 24 223 180 151 153 224 37 79 250 96 125 216 173 187 186 22 212 37 77 105 214 191 "
    "240 91 88 5 88 83 132 141 121 "
)
STANDARD_PARTS = (
    b'{"typ":"JWT",\r\n "alg":"HS256"}',
    b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
    STANDARD_SIGNATURE,
)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(part(token.split(".")[1]))
    return claims


def test_the_second_opinion_agrees_with_the_standard() -> None:
    parts = (base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in STANDARD_PARTS)
    token = ".".join(parts)
    assert accepted(token, STANDARD_KEY)
    assert not accepted(token, STANDARD_KEY[:-1])
    assert not accepted(token.replace(".", ".e", 1), STANDARD_KEY)


@pytest.mark.parametrize("secret", ["s", "shh", "x" * 64, "longer than a block of SHA-256 " * 3])
@pytest.mark.parametrize("issuer", ["", "who", 'quoted "and" \\', "käse"])
def test_a_token_is_what_the_standards_say(issuer: str, secret: str) -> None:
    token = hs256({"iss": issuer, "exp": 1800}, secret)
    header, claims, _ = token.split(".")
    assert json.loads(part(header)) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(part(claims)) == {"iss": issuer, "exp": 1800}
    assert accepted(token, secret.encode())
    assert not accepted(token, secret.encode() + b"x")
    assert "=" not in token


def test_a_token_names_the_access_key_and_its_lifetime() -> None:
    assert SIGNING
    token = TokenSigner(SIGNING).token(PAIR, NOW_S + 0.9)
    assert claims_of(token.text) == {
        "iss": "who",
        "exp": 1_800_001_800,
        "nbf": 1_799_999_995,
    }


def refused(code: object, date: str | None) -> HttpResponse:
    headers = {} if date is None else {"date": date}
    return HttpResponse(status=401, headers=headers, body=json.dumps({"code": code}).encode())


# An hour and a quarter before and after NOW_S, which is 2027-01-15 08:00:00 UTC.
EARLIER = "Fri, 15 Jan 2027 06:45:00 GMT"
LATER = "Fri, 15 Jan 2027 09:15:00 GMT"


@pytest.mark.parametrize("code", [1003, 1004, "1004"])
@pytest.mark.parametrize(("date", "ahead_s"), [(EARLIER, -4500), (LATER, 4500)])
def test_a_clock_difference_is_learned_from_the_providers_date(
    code: object, date: str, ahead_s: int
) -> None:
    assert SIGNING
    signer = TokenSigner(SIGNING)
    assert signer.correct_clock(signer.token(PAIR, NOW_S), refused(code, date), NOW_S)
    again = signer.token(PAIR, NOW_S)
    assert claims_of(again.text)["exp"] == NOW_S + ahead_s + 1800
    assert not signer.correct_clock(again, refused(code, date), NOW_S)


def test_a_token_of_the_old_clock_is_replaced_after_another_thread_corrected_it() -> None:
    assert SIGNING
    signer = TokenSigner(SIGNING)
    first, second = signer.token(PAIR, NOW_S), signer.token(PAIR, NOW_S)
    assert signer.correct_clock(first, refused(1003, LATER), NOW_S)
    assert signer.correct_clock(second, refused(1003, LATER), NOW_S)


@pytest.mark.parametrize(
    "response",
    [
        refused(1002, LATER),
        refused(1004, None),
        refused(1004, "some day"),
        refused(1004, "Fri, 15 Jan 2027 08:00:00 GMT"),
        HttpResponse(status=401, headers={"date": LATER}, body=b"<html>"),
        HttpResponse(status=500, headers={"date": LATER}, body=b'{"code": 1004}'),
    ],
)
def test_a_refusal_that_no_clock_explains_is_no_reason_to_try_again(response: HttpResponse) -> None:
    assert SIGNING
    signer = TokenSigner(SIGNING)
    assert not signer.correct_clock(signer.token(PAIR, NOW_S), response, NOW_S)


def test_a_pair_stays_in_its_process() -> None:
    with pytest.raises(TypeError, match="a KeyPair cannot be pickled"):
        pickle.dumps(PAIR)
    assert copy.deepcopy({"pair": PAIR}) == {"pair": KeyPair("who", "shh")}
    assert not attrs.has(KeyPair)
    assert not hasattr(PAIR, "__dict__")


def test_a_pair_is_a_value() -> None:
    assert len({PAIR, KeyPair("who", "shh"), KeyPair("shh", "who")}) == 2
    assert PAIR != ("who", "shh")


def test_a_pair_and_a_token_are_in_no_repr() -> None:
    assert SIGNING
    token = TokenSigner(SIGNING).token(PAIR, NOW_S)
    assert not {"who", "shh", token.text} & set(repr((PAIR, token)).replace("(", " ").split())
    assert "shh" not in repr(PAIR)
    assert "who" not in repr(PAIR)
