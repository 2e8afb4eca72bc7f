"""Three NATS servers on the loopback that keep every stream in three copies."""

from typing import Self

from tools.nats.server import NatsServer
from tools.port_lease import LeasedPort

NAMES = ("one", "two", "three")


class NatsCluster:
    """`servers` by name; each is started, killed and started again on its own."""

    def __init__(self) -> None:
        self._routes = {name: LeasedPort() for name in NAMES}
        routes = ", ".join(f"nats://127.0.0.1:{port.number}" for port in self._routes.values())
        self.servers = {
            name: NatsServer(
                name=name,
                settings=(
                    f"cluster {{ name: postbus, listen: 127.0.0.1:{port.number}, "
                    f"routes: [{routes}] }}"
                ),
            )
            for name, port in self._routes.items()
        }

    def __enter__(self) -> Self:
        for server in self.servers.values():
            server.begin()
        for server in self.servers.values():
            server.wait_ready()
        return self

    def __exit__(self, *exception: object) -> None:
        for server in self.servers.values():
            server.close()
        for port in self._routes.values():
            port.release()

    @property
    def url(self) -> str:
        """All three, such as EVENTBOX_TRANSPORT_URL takes them."""
        return ",".join(server.url for server in self.servers.values())
