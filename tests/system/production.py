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
    own = {"DATABASE_URL": system.database("query").url}
    server = [sys.executable, "-m", "granian", *command[1:]]
    system.add("query", server, environment=own, ready="/readyz")
    system.add(
        "query-pump",
        [sys.executable, str(ROOT / "query_site" / "manage.py"), "run_pump"],
        environment={**own, "SINK_URL": system.url("query", "/events")},
    )
