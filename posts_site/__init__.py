"""The posts service, which owns the posts."""
