"""Where NATS is: the address, which all services share, with the login that is one's own."""

from urllib.parse import quote

from chassis import environment


def transport_url(name: str) -> str:
    """EVENTBOX_TRANSPORT_URL, in which every server without a login is given that of `name`.

    The password is EVENTBOX_TRANSPORT_PASSWORD; without it nothing is added.
    """
    password = environment.text("EVENTBOX_TRANSPORT_PASSWORD")
    servers = environment.words("EVENTBOX_TRANSPORT_URL")
    return ",".join(_with_login(one, name, password) if password else one for one in servers)


def _with_login(server: str, name: str, password: str) -> str:
    scheme, sign, rest = server.rpartition("://")
    return server if "@" in rest else f"{scheme}{sign}{name}:{quote(password, safe='')}@{rest}"
