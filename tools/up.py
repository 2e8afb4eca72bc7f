"""`make up`: the five services as their developers run them, and the page."""

import os
import sys

from tools.house import FRONTEND, PYTHON, ROOT, SERVICES, beside_the_others
from tools.running import Run, run


def main() -> int:
    environment = os.environ | {"DEBUG": "on", "PYTHONUNBUFFERED": "1"}
    services = {service.name: service for service in SERVICES}

    def start_again(name: str) -> str:
        if name == FRONTEND.name:
            return beside_the_others(f".venv/bin/honcho start {name}", environment)
        service = services[name]
        command = f"{PYTHON} {service.manage} runserver {service.port(environment)}"
        return beside_the_others(command, environment)

    return run(
        Run(
            command="make up",
            procfile=ROOT / "Procfile",
            environment=environment,
            start_again=start_again,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
