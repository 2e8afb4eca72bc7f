"""Django's settings for the producer and the consumer of either library, told by the environment.

Their databases are opened as ours are. PEER names the library, TOPIC what they meet under.
"""

import os

from chassis.databases import databases

PEER = os.environ["PEER"]
TOPIC = os.environ["TOPIC"]

SECRET_KEY = "nothing is signed here"  # noqa: S105
DEBUG = False
USE_TZ = True
DATABASES = databases("peer", debug=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None
LIBRARIES = {"outbox": "django_outbox_pattern", "cqrs": "dj_cqrs"}
INSTALLED_APPS = [LIBRARIES[PEER], f"bench.peers.{PEER}"]

DJANGO_OUTBOX_PATTERN = {
    "DEFAULT_STOMP_HOST_AND_PORTS": [("127.0.0.1", int(os.environ["STOMP_PORT"]))],
    "DEFAULT_STOMP_USERNAME": "guest",
    "DEFAULT_STOMP_PASSCODE": "guest",
}
CQRS = {
    "transport": "dj_cqrs.transport.rabbit_mq.RabbitMQTransport",
    "host": "127.0.0.1",
    "port": int(os.environ["AMQP_PORT"]),
    "user": "guest",
    "password": "guest",
    "exchange": TOPIC,
    "queue": TOPIC,
}
