"""The bus: what it is called, where it listens, who may talk to it and how it delivers."""

from bus_site.clients import bus_clients, bus_reads
from bus_site.networks import sinks_private
from chassis import environment
from chassis.service import Service
from chassis.settings import base_settings
from chassis.transport import transport_url

SERVICE = Service("bus", port=4005, app="bus_site.bus")

globals().update(base_settings(SERVICE, apps=["bus_site.bus"]))

EVENTBOX = {"WORKER": "bus_site.bus.delivery.Delivery"}

# NATS in the place of the bus's own database: nats://one:4222,nats://two:4222
TRANSPORT_URL = transport_url(SERVICE.name)
NATS_REPLICAS = environment.number("NATS_REPLICAS", 1)

# Where else than to public addresses pushes may go.
SINKS_PRIVATE = sinks_private(debug=environment.flag("DEBUG", default=True))

# Whose each type is: no other client publishes it, and a bare {"type", "data"} that nobody signs
# with a name is given that source. EVENT_SOURCES adds to these: `OrderPlaced=/shop`.
EVENT_SOURCES = {
    "PostCreated": "/posts",
    "PostDeleted": "/posts",
    "CommentCreated": "/comments",
    "CommentUpdated": "/comments",
    "CommentDeleted": "/comments",
    "CommentModerated": "/moderation",
} | environment.pairs("EVENT_SOURCES")

# What each client may read. BUS_READS adds to these: `mailer=OrderPlaced OrderCancelled`.
BUS_READS = {
    "comments": "PostCreated PostDeleted CommentModerated",
    "query": "PostCreated PostDeleted CommentCreated CommentUpdated CommentDeleted",
    "moderation": "CommentCreated CommentDeleted PostDeleted",
} | environment.pairs("BUS_READS")

BUS_CLIENTS = bus_clients(debug=environment.flag("DEBUG", default=True), reads=bus_reads(BUS_READS))

# Seconds without an exchange after which a subscription is sent an empty window.
DELIVERY_HEARTBEAT = environment.number("DELIVERY_HEARTBEAT", 20)

# The path of an event may be asked for by anybody.
TRACE_OPEN = environment.flag("TRACE_OPEN", default=environment.flag("DEBUG", default=True))
