"""`/healthz`: the process lives. `/readyz`: its database is there and migrated.

Readiness says nothing of the pump: one that is stuck must not take reads down.
"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chassis.errors import RETRY_AFTER


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "OK"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where requests can be served, else 503 with what is missing."""
    missing = readiness.missing()
    if missing is None:
        return JsonResponse({"status": "OK"})
    return JsonResponse({"detail": missing}, status=503, headers=RETRY_AFTER)


class Readiness:
    """Compares migrations until they are complete, and from then on only asks for one row."""

    def __init__(self) -> None:
        self._migrated = False

    def missing(self) -> str | None:
        """What keeps the service from serving, or None."""
        try:
            if self._migrated:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            self._migrated = self._migrated or not pending_migrations()
        except Error:
            self._migrated = False  # whatever comes back may be another database
            return "The database does not answer."
        return None if self._migrated else "Migrations are missing: run `manage.py migrate`."


def pending_migrations() -> bool:
    """Whether `migrate` would have something to do."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


readiness = Readiness()
