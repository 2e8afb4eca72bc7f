"""`make chaos`, and `python -m tools.chaos --help`."""

import argparse
import random
import sys

from rich.console import Console

from tools.chaos import report
from tools.chaos.display import Display
from tools.chaos.fleet import Fleet
from tools.chaos.ground import IN_BUS, IN_NATS, POSTGRES, SQLITE, ground
from tools.chaos.run import NotConverged, Plan, Stopped, run
from tools.stopping import StopRequest


def main(arguments: list[str]) -> int:
    """0 where nothing was lost, doubled, out of order or wrong; 1 where something was."""
    asked = _asked(arguments)
    stop, console = StopRequest(), Console()
    plan = Plan(
        seed=random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed,
        kills=asked.kills,
        seconds=asked.seconds,
        clients=asked.clients,
        every=asked.every,
    )
    with ground(asked.database, asked.log) as base, Fleet(base.databases, base.nats) as fleet:
        console.print(f"Chaos on {base.name}, --seed {plan.seed}, {plan.kills} kills or more")
        try:
            fleet.start()
            with Display(console, plan.kills) as display:
                result = run(plan, fleet, base.servers, display, stop.made)
        except Stopped:
            return 1
        except NotConverged as error:
            console.print(f"It has not come to rest: {error}", style="red")
            return _failed(console, fleet)
        console.print(report.table(result, base.name))
        print(report.markdown(result, base.name))
        if not result.findings:
            return 0
        for finding in result.findings[: report.SHOWN]:
            console.print(f"{finding.kind}: {finding.what}", style="red", highlight=False)
        return _failed(console, fleet)


def _failed(console: Console, fleet: Fleet) -> int:
    fleet.keep_data = True
    console.print(f"The logs are kept in {fleet.data}")
    return 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill, pause and cut off.")
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), default=SQLITE)
    parser.add_argument("--log", choices=(IN_BUS, IN_NATS), default=IN_BUS, help="where it is")
    parser.add_argument("--kills", type=int, default=200, help="at least so many (200)")
    parser.add_argument("--seconds", type=float, default=0.0, help="at least so long")
    parser.add_argument("--seed", type=int, help="draws the same faults again")
    parser.add_argument("--clients", type=int, default=4, help="who post all the while (4)")
    parser.add_argument("--every", type=float, default=1.5, help="seconds between faults (1.5)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
