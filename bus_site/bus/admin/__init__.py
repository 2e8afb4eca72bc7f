"""The bus for its operator: the log to look into, subscriptions and clients to look after."""

from bus_site.bus.admin.clients import ClientAdmin
from bus_site.bus.admin.log import EventAdmin
from bus_site.bus.admin.subscriptions import SubscriptionAdmin

__all__ = ["ClientAdmin", "EventAdmin", "SubscriptionAdmin"]
