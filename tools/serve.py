"""`make serve`: the services as in production, without containers.

Real web servers, each worker a process of its own, DEBUG off, every call authenticated by the
secrets of `.env`, which are made at the first start.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse as parse_env_file

from tools import credentials
from tools.house import PYTHON, ROOT, SERVICES, beside_the_others
from tools.page.config import is_on
from tools.running import Run, run


def main(env_file: Path = credentials.ENV_FILE) -> int:
    """Run until stopped, with the secrets of `env_file`. Returns an exit code."""
    if credentials.write(env_file):
        print(f"Wrote {env_file.name} with fresh secrets; only you can read it.")
    # What is set already has priority over the file.
    environment = parse_env_file(env_file.read_text()) | os.environ | {"PYTHONUNBUFFERED": "1"}
    if is_on(environment, "XRAY", default=False):
        environment.setdefault("TRACE_OPEN", "on")  # what the X-ray reads

    def start_again(name: str) -> str:
        options = "" if env_file == credentials.ENV_FILE else f"-e {env_file} "
        return beside_the_others(
            f".venv/bin/honcho {options}-f Procfile.serve start {name}", environment
        )

    return run(
        Run(
            command="make serve",
            procfile=ROOT / "Procfile.serve",
            environment=environment,
            start_again=start_again,
            prepare=migrate,
        )
    )


def migrate(environment: Mapping[str, str]) -> None:
    """Bring every database up to date, all at once. Raises SystemExit when one of them can't be."""
    print("Migrating the databases ...", flush=True)
    running = {
        service.name: subprocess.Popen(
            [
                *(PYTHON, "-m", "tools.as_service", service.name),
                *(PYTHON, service.manage, "migrate", "--no-input", "--verbosity", "0"),
            ],
            cwd=ROOT,
            env=environment,
        )
        for service in SERVICES
    }
    failed = [name for name, process in running.items() if process.wait()]
    if failed:
        raise SystemExit(f"Not migrated: the database of {', '.join(failed)}; see above.")


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
