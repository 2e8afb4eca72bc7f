"""The query app."""

from django.apps import AppConfig


class QueryConfig(AppConfig):
    """Everything that is the query service's own."""

    name = "query_site.query"
    label = "query"
