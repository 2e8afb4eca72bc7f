"""A short run of `make chaos`; the table of a long one stands in docs/guarantees.md."""

import io

import pytest
from rich.console import Console

from tools.chaos.display import Display
from tools.chaos.faults import kills
from tools.chaos.fleet import Fleet
from tools.chaos.ground import IN_BUS, IN_NATS, POSTGRES, SQLITE, ground
from tools.chaos.run import Plan, run

PLAN = Plan(seed=7, kills=12, seconds=0.0, clients=3, every=0.8)


@pytest.mark.parametrize("log", [IN_BUS, IN_NATS])
@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=pytest.mark.only_on(kind)) for kind in (SQLITE, POSTGRES)],
)
def test_a_dozen_kills_lose_nothing_double_nothing_and_keep_the_order(kind: str, log: str) -> None:
    said = io.StringIO()
    with ground(kind, log) as base, Fleet(base.databases, base.nats) as fleet:
        fleet.start()
        with Display(Console(file=said), PLAN.kills) as display:
            result = run(PLAN, fleet, base.servers, display)
    assert result.findings == []
    assert result.ledger.count("acked") >= PLAN.kills
    assert result.ledger.count_deletions("acked") > 0
    assert kills(result.faults) >= PLAN.kills
