"""The machine of whoever follows a text: `make up` on ports and in a folder of its own.

It differs from the machine in the text in this alone, everywhere and literally:

| the text has | here it is |
| --- | --- |
| 4000 … 4099 | a port of the test's own |
| `var/` | a folder of the test's own |
| `.venv/bin/` | the folder of the Python that runs the tests |
| `make demo` and the like | `python -m tools.demo`, which is what make starts |
| `<process of query>` | the number that `make up` shows for it |
"""

import re
import sys
from pathlib import Path
from typing import Self

from tests.docs.terminal import Terminal
from tests.system.foreground import Foreground
from tools.house import SERVICES
from tools.port_lease import LeasedPort

_PROCESS = re.compile(r"│ (\w+) +│.*│ (\d+) +│")


class Machine:
    """Nothing runs on it until `make_up`, and nothing after the `with`."""

    def __init__(self) -> None:
        self._up = Foreground("up")
        self._is_up = False
        self._ports = {
            str(service.usual_port): self._up.environment[service.port_variable]
            for service in SERVICES
        }
        self._leases: list[LeasedPort] = []
        self.terminal = Terminal(self._up.environment, self._up.data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.terminal.__exit__(*exception)
        self._up.__exit__(*exception)
        for lease in self._leases:
            lease.release()

    def make_up(self) -> None:
        """Type `make up` in a terminal of its own, unless it runs there already."""
        if not self._is_up:
            self._is_up = True
            self._up.start()
            self._up.wait_ready()

    @property
    def said(self) -> str:
        """All that `make up` has printed."""
        return self._up.output

    def here(self, text: str) -> str:
        """The text as it reads on this machine."""
        text = re.sub(r"\b40\d\d\b", lambda found: self._port(found[0]), text)
        text = re.sub(r"\bvar/", f"{self._up.data}/", text)
        text = re.sub(r"^make (\w+)$", r".venv/bin/python -m tools.\1", text, flags=re.MULTILINE)
        text = text.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
        return re.sub(r"<process of (\w+)>", lambda found: self._process(found[1]), text)

    def _process(self, service: str) -> str:
        shown: dict[str, str] = dict(_PROCESS.findall(self.said))
        return shown[service]

    def _port(self, number: str) -> str:
        if number not in self._ports:
            self._leases.append(LeasedPort())
            self._ports[number] = str(self._leases[-1].number)
        return self._ports[number]
