"""What may be sent: strict JSON of a limited size. Everything else is a 4xx with its reason."""

import pytest
from django.test import Client

from tests.chassis.notes.models import Note

pytestmark = pytest.mark.django_db

KIB = 1024


def post(client: Client, body: bytes | str, url: str = "/notes", **extra: str) -> tuple[int, str]:
    response = client.generic("POST", url, body, "application/json", headers=extra)
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "malformed JSON"),
        (b'{"text": NaN}', "NaN"),
        (b'{"text": -Infinity}', "Infinity"),
        (b'{"text": "a\\u0000b"}', "NUL"),
        (b'{"text": "\\ud800"}', "surrogate"),
        (b'{"text": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "deep"),
        (b'{"text": "a"} x', "after"),
        (b'{"text": "a"' + b" ", "malformed JSON"),
    ],
)
def test_malformed_json_is_refused_with_its_reason(
    client: Client, body: bytes, reason: str
) -> None:
    status, answer = post(client, body)
    assert status == 400
    assert reason in answer
    assert not Note.objects.exists()


@pytest.mark.parametrize("body", ["null", "[]", "1", '"text"', "true", "{}", ""])
def test_json_that_is_no_note_is_refused(client: Client, body: str) -> None:
    assert post(client, body)[0] == 400


@pytest.mark.parametrize("value", ["1", "true", "null", "[]", "{}", "1.5"])
def test_a_text_that_is_no_string_is_refused(client: Client, value: str) -> None:
    status, answer = post(client, f'{{"text": {value}}}')
    assert status == 400
    assert '"text"' in answer


def test_another_content_type_is_refused(client: Client) -> None:
    response = client.post("/notes", {"text": "a"})  # multipart/form-data
    assert response.status_code == 415
    assert "Unsupported media type" in response.json()["detail"]


def test_a_body_at_the_limit_is_read(client: Client) -> None:
    text = '{"text": "a"' + " " * (256 * KIB - 13) + "}"
    assert len(text) == 256 * KIB
    assert post(client, text)[0] == 201


def test_a_body_over_the_limit_is_answered_with_413_and_the_limit(client: Client) -> None:
    status, answer = post(client, b" " * (256 * KIB + 1))
    assert status == 413
    assert "at most 262144" in answer


def test_a_view_can_raise_its_limit(client: Client) -> None:
    array = b"[" + b" " * (4 * KIB * KIB - 2) + b"]"
    assert post(client, array, "/batch") == (200, '{"size":0}')
    assert post(client, array + b" ", "/batch")[0] == 413


def test_a_body_without_a_length_is_refused(client: Client) -> None:
    status, answer = post(client, b"", **{"Transfer-Encoding": "chunked"})
    assert status == 411
    assert "Content-Length" in answer


@pytest.mark.parametrize("url", ["/notes?cursor=%00", "/notes/a%00b"])
def test_nul_in_an_address_is_refused(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 400
    assert "NUL" in response.json()["detail"]
