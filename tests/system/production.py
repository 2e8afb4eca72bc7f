"""Query as in production: its server and its pump are processes apart."""

import shlex
import sys

from honcho.environ import parse_procfile

from tests.system.harness import ROOT, System


def serve_query(system: System) -> None:
    """Give `system` the server of Procfile.serve for query, and a process "query-pump"."""
    line = parse_procfile((ROOT / "Procfile.serve").read_text()).processes["query"]
    granian = shlex.split(line.partition(" query ")[2])
    port = str(system["query"].port)
    command = [port if word.startswith("${") else word for word in granian]
    system.add("query", [sys.executable, "-m", "granian", *command[1:]], ready="/readyz")
    system.add(
        "query-pump",
        [sys.executable, str(ROOT / "query_site" / "manage.py"), "run_pump"],
        environment={"SINK_URL": system.url("query", "/events")},
    )
