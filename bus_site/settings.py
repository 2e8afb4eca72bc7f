"""The bus: what it is called, where it listens, who may talk to it and how it delivers."""

from bus_site.clients import bus_clients
from bus_site.networks import sinks_private
from chassis import environment
from chassis.service import Service
from chassis.settings import base_settings

SERVICE = Service("bus", port=4005, app="bus_site.bus")

globals().update(base_settings(SERVICE, apps=["bus_site.bus"]))

EVENTBOX = {"WORKER": "bus_site.bus.delivery.Delivery"}

BUS_CLIENTS = bus_clients(debug=environment.flag("DEBUG", default=True))

# Where else than to public addresses pushes may go.
SINKS_PRIVATE = sinks_private(debug=environment.flag("DEBUG", default=True))

# The source that a bare {"type", "data"} is given where nobody says who sends it.
BARE_EVENT_SOURCES = {
    "PostCreated": "/posts",
    "PostDeleted": "/posts",
    "CommentCreated": "/comments",
    "CommentUpdated": "/comments",
    "CommentDeleted": "/comments",
    "CommentModerated": "/moderation",
}

# Seconds without an exchange after which a subscription is sent an empty window.
DELIVERY_HEARTBEAT = environment.number("DELIVERY_HEARTBEAT", 20)

# The path of an event may be asked for by anybody.
TRACE_OPEN = environment.flag("TRACE_OPEN", default=environment.flag("DEBUG", default=True))
