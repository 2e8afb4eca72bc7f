"""The query service, which keeps what a page shows ready to be read."""
