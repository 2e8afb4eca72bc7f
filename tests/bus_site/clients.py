"""Clients of the bus: each one's token is its name and "-token"."""

from bus_site.bus.clients import Client, hash_of, reads_of

SECRET, NEW_SECRET = ("whsec_" + text * 8 for text in ("c2Vj", "bmV3"))


def client(name: str, *reads: str, secrets: tuple[str, ...] = (SECRET,)) -> Client:
    """A client that may read these types; `*` stands for all."""
    return Client(name, (hash_of(f"{name}-token"),), secrets, reads_of(reads))


def declared(*clients: Client) -> dict[str, Client]:
    """As the setting BUS_CLIENTS has them."""
    return {client.name: client for client in clients}
