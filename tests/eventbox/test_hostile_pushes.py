"""What somebody can do who sees a push, or makes one up: nothing. Every such request is a 401."""

import time
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client, override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from eventbox.models import Cursor
from eventbox.signing import HEADERS, sign
from tests.eventbox.diary.models import Entry
from tests.eventbox.test_endpoint import OTHER, SECRET, body_of

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = 3600


@pytest.fixture(autouse=True)
def _in_production() -> Iterator[None]:
    with secured(SECRET):
        yield


def secured(secret: str, **more: str) -> override_settings:
    own = {"REQUIRE_SIGNATURE": True, "WEBHOOK_SECRET": secret, **more}
    return override_settings(EVENTBOX={**settings.EVENTBOX, **own})


def signed(body: bytes, *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    return sign(secret, "msg-1", int(time.time() - age), body)


def push(body: bytes, headers: dict[str, str]) -> int:
    answer = Client(raise_request_exception=False).post(
        "/events", body, content_type="application/json", headers=headers
    )
    return answer.status_code


def everything() -> list[object]:
    return [*Entry.objects.order_by("id").values_list("text"), *Cursor.objects.values("position")]


def test_a_captured_push_that_is_sent_again_changes_nothing() -> None:
    body = body_of("a", "b")
    captured = signed(body)
    assert push(body, captured) == HTTPStatus.OK
    before = everything()
    assert push(body, captured) == HTTPStatus.CONFLICT
    assert everything() == before


def test_a_captured_push_is_worth_nothing_to_another_service() -> None:
    body = body_of("a")
    captured = signed(body)
    with secured(OTHER):
        assert push(body, captured) == HTTPStatus.UNAUTHORIZED
    with secured(SECRET, SUBSCRIPTION="other"):
        assert push(body, captured) == HTTPStatus.BAD_REQUEST
    assert everything() == []


def test_a_captured_push_is_refused_when_it_is_old() -> None:
    body = body_of("a")
    for age in (HOUR, -HOUR):
        assert push(body, signed(body, age=age)) == HTTPStatus.UNAUTHORIZED
    assert everything() == []
    assert push(body, signed(body)) == HTTPStatus.OK


def test_its_timestamp_and_id_cannot_be_changed() -> None:
    body = body_of("a")
    captured = signed(body, age=HOUR)
    for changed in ({"webhook-timestamp": str(int(time.time()))}, {"webhook-id": "msg-2"}):
        assert push(body, {**captured, **changed}) == HTTPStatus.UNAUTHORIZED
    assert everything() == []


# Whatever a server lets through: one line, of the characters that HTTP takes for bytes.
header = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
malformed = header | st.floats().map(str) | header.map("v1,{}".format) | st.just("v1,")
LENIENT = hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@LENIENT
@given(st.sampled_from(HEADERS), malformed)
def test_one_malformed_header_is_a_401(name: str, value: str) -> None:
    body = body_of("a")
    assert push(body, {**signed(body), name: value}) == HTTPStatus.UNAUTHORIZED


@LENIENT
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(HEADERS, malformed)), st.binary())
def test_whatever_is_sent_without_a_signature_is_a_401(
    headers: dict[str, str], body: bytes
) -> None:
    assert push(body, headers) == HTTPStatus.UNAUTHORIZED


@LENIENT
@given(st.binary())
def test_a_body_that_was_not_signed_is_a_401(body: bytes) -> None:
    assert push(body, signed(body_of("a"))) == HTTPStatus.UNAUTHORIZED
