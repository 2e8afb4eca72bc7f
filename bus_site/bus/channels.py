"""What wakes the delivery: news in the log, changes to subscriptions; NATS wakes the archive."""

LOG = "bus.log"
SUBSCRIPTIONS = "bus.subscriptions"
ARCHIVE = "bus.archive"
