"""Django's backend for PostgreSQL, that looks at a kept connection without a round trip."""
