import warnings

import pytest
import yaml
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db


def test_the_api_is_described_without_a_warning(
    bus: APIClient, capsys: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = bus.get("/schema")
    assert answer.status_code == 200
    assert "Warning" not in capsys.readouterr().err
    paths = yaml.safe_load(answer.content)["paths"]
    assert paths.keys() >= {
        "/events",
        "/events/{id}",
        "/subscriptions",
        "/subscriptions/{name}",
        "/subscriptions/{name}/pause",
        "/subscriptions/{name}/resume",
        "/subscriptions/{name}/rewind",
        "/subscriptions/{name}/skip",
        "/trace/{correlationid}",
        "/status",
    }
    assert {"200", "201", "400", "409", "413"} <= paths["/events"]["post"]["responses"].keys()
    names = {parameter["name"] for parameter in paths["/events"]["get"]["parameters"]}
    assert names >= {"after", "upto", "limit", "type", "subject", "correlationid"}
