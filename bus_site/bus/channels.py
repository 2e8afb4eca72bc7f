"""What wakes the delivery: news in the log, and changes to subscriptions."""

LOG = "bus.log"
SUBSCRIPTIONS = "bus.subscriptions"
