"""Health checks for whoever watches the server."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration; 503 otherwise."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return HttpResponse(f"{len(pending)} migrations pending\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
