"""Whatever an Authorization header holds: it is a client's token, or a 401."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

anything = st.text(st.characters(exclude_characters="\r\n\0"), max_size=60)
headers = anything | anything.map("Bearer {}".format) | anything.map("bearer posts-token {}".format)


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headers)
def test_a_header_that_is_no_token_is_a_401(services: dict[str, APIClient], header: str) -> None:
    answer = services["stranger"].get("/subscriptions", HTTP_AUTHORIZATION=header)
    expected = 200 if header.strip() == "bearer posts-token" else 401
    assert answer.status_code == expected
