"""The comments service, which owns the comments and what their status means."""
