"""The bus, which keeps the log of all events and delivers it."""
