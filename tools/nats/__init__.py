"""NATS servers of one's own, for tests and for tools: started here, gone with their data."""

from tools.nats.cluster import NatsCluster
from tools.nats.programs import NoNats
from tools.nats.server import NatsServer

__all__ = ["NatsCluster", "NatsServer", "NoNats"]
