"""What tells one service from another."""

from dataclasses import dataclass

from chassis import environment


@dataclass(frozen=True)
class Service:
    """A service's name (in logs, files, cookies), its usual port and its app's dotted path."""

    name: str
    port: int
    app: str

    @property
    def address(self) -> str:
        """Where it listens by default: POSTS_PORT and the like move it."""
        port = environment.number(f"{self.name.upper()}_PORT", self.port)
        return f"http://127.0.0.1:{port}"
