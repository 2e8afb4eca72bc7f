"""NATS JetStream as the log's engine: events go into a stream, and the bus's log is its archive.

Both give every event the same position. `Head.stream` says that it is so, and fences whoever would
append here beside the stream.
"""
