"""The README's table of services says what the code does; each service has a text of its own."""

import re

import pytest

from tests.contracts.code import told_by
from tools.house import BUS, ROOT, SERVICES, Service

ROW = re.compile(r"^\| \[(\w+)\]\((\S+)\) \| (\d+) \|[^|]*\|([^|]*)\|([^|]*)\|$", re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_row_tells_a_services_port_its_events_and_its_text(service: Service) -> None:
    rows = {row[0]: row for row in ROW.findall((ROOT / "README.md").read_text())}
    _, text, port, reacts_to, emits = rows[service.name]
    assert text == f"{service.name}_site/README.md"
    assert int(port) == service.usual_port
    if service is not BUS:
        told = told_by(service.name)
        assert sorted(reacts_to.replace(",", " ").split()) == told.handles
        assert sorted(emits.replace(",", " ").split()) == told.emits


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_each_service_has_a_text_that_shows_how_to_call_it(service: Service) -> None:
    text = (ROOT / f"{service.name}_site" / "README.md").read_text()
    assert re.search(rf"^\s*(\$ )?curl .*:{service.usual_port}\b", text, re.MULTILINE)
