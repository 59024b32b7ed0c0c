"""Taking back a file that was uploaded for an application, while the application is not sent.

What belongs to a case stays: it is proof, and its digest stands in an event.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from huitou.cases.models import Evidence
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.verbs import verb
from huitou.orders.access import orders_for


@verb
def discard_upload(*, evidence: UUID, actor: Actor, at: datetime) -> None:
    """Delete one's own upload, row and files, as if it had never been.

    Raises: NotFound for somebody else's, for one that belongs to a case, and for one that is gone.
    """
    rows = Evidence.objects.select_for_update(of=("self",)).filter(pk=evidence, case=None, author_id=actor.id)
    row = rows.filter(order__in=orders_for(actor)).first()
    if row is None:
        raise NotFound()
    files = [(stored.storage, str(stored.name)) for stored in (row.original, row.shown) if stored]
    row.delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))
