"""The bus for its operator: the log to look into, the subscriptions to look after."""

from bus_site.bus.admin.log import EventAdmin
from bus_site.bus.admin.subscriptions import SubscriptionAdmin

__all__ = ["EventAdmin", "SubscriptionAdmin"]
