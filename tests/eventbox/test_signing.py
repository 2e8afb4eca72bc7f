"""Signatures: what was signed is taken, and everything else is an InvalidSignature."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbox.errors import InvalidSignature, NotConfigured
from eventbox.signing import HEADERS, check_secret, sign, verify

SECRET = "whsec_" + base64.b64encode(b"a" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"b" * 32).decode()
BODY = '{"text": "ä"}'.encode()


def signed(secret: str = SECRET, *, at: float | None = None) -> dict[str, str]:
    return sign(secret, "msg-1", int(at if at is not None else time.time()), BODY)


def test_what_was_signed_is_taken() -> None:
    verify([SECRET], signed(), BODY)


def test_the_example_of_the_standard_is_signed_as_it_says() -> None:
    """Standard Webhooks, the reference libraries' own test vector."""
    headers = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_replaced_both_are_taken() -> None:
    verify([OTHER, SECRET], signed(), BODY)
    verify([SECRET, OTHER], signed(), BODY)


def test_of_several_signatures_one_is_enough() -> None:
    headers = signed()
    headers["webhook-signature"] = (
        f"{signed(OTHER)['webhook-signature']} v1a,x {headers['webhook-signature']}"
    )
    verify([SECRET], headers, BODY)


@pytest.mark.parametrize("changed", [b"", BODY + b" ", b"\xff"])
def test_another_body_is_refused(changed: bytes) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], signed(), changed)


def test_another_message_id_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], {**signed(), "webhook-id": "msg-2"}, BODY)


def test_another_secret_is_refused() -> None:
    with pytest.raises(InvalidSignature, match="No matching signature"):
        verify([OTHER], signed(), BODY)


def test_without_any_secret_nothing_is_taken() -> None:
    with pytest.raises(InvalidSignature, match="no secret"):
        verify([], signed(), BODY)


@pytest.mark.parametrize(("age", "reason"), [(301 + 5, "too old"), (-301 - 5, "too new")])
def test_a_message_is_good_for_five_minutes(age: int, reason: str) -> None:
    with pytest.raises(InvalidSignature, match=reason):
        verify([SECRET], signed(at=time.time() - age), BODY)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", ["", None])
def test_a_missing_header_is_named(name: str, value: str | None) -> None:
    headers = signed()
    if value is None:
        del headers[name]
    else:
        headers[name] = value
    with pytest.raises(InvalidSignature, match=name):
        verify([SECRET], headers, BODY)


@pytest.mark.parametrize(
    "timestamp",
    ["now", "nan", "inf", "-inf", "1e18", "1e400", "-1e18", "99999999999", "0", "-1", "1_0", "٣"],
)
def test_a_malformed_timestamp_is_an_invalid_signature(timestamp: str) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], {**signed(), "webhook-timestamp": timestamp}, BODY)


@pytest.mark.parametrize(
    "signature",
    [
        "v1",
        "v1,",
        "v1,!!!",
        "v1,abc",
        "v1,a,b",
        ",",
        " ",
        "v2,abc",
        "v1,ä",
        "v1,\ud800",
        "v1  v1,abc",
        "no comma at all",
    ],
)
def test_a_malformed_signature_is_an_invalid_signature(signature: str) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], {**signed(), "webhook-signature": signature}, BODY)


anything = st.text(max_size=30) | st.floats().map(str) | st.integers().map(str)
signatures = st.lists(anything.map(lambda text: f"v1,{text}") | anything, max_size=3).map(" ".join)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(HEADERS, anything | signatures)), st.binary()
)
def test_whatever_the_headers_say_nothing_but_an_invalid_signature_is_raised(
    headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], headers, body)


@given(signatures)
def test_a_signature_is_not_guessed(signature: str) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], {**signed(), "webhook-signature": signature}, BODY)


def test_a_sound_secret_is_given_back() -> None:
    assert check_secret(SECRET) == SECRET


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "secret",
        SECRET.removeprefix("whsec_"),
        "whsec_c2hvcnQ=",
        "whsec_ä",
        SECRET + "!",
    ],
)
def test_a_secret_that_is_short_or_malformed_is_refused(secret: str) -> None:
    with pytest.raises(NotConfigured, match="whsec_"):
        check_secret(secret)
