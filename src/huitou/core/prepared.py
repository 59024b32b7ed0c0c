"""Room for our prepared statements on each connection. Connected in `CoreConfig.ready`; it reads and writes nothing."""

from typing import Any

from django.db.backends.signals import connection_created

# A return alone asks about 150 different statements; those that find no room are planned anew each time. psycopg: 100.
KEPT = 400


def make_room(connection: Any, **_: Any) -> None:
    """Let a connection that was just opened keep KEPT statements."""
    connection.connection.prepared_max = KEPT


connection_created.connect(make_room, dispatch_uid="core.prepared")
