"""With django-outbox-pattern: rows of an outbox, sent over STOMP by `manage.py publish`."""
