"""Keep what an insurer told us, and ask it about the claim. Called by the API's door for insurers."""

import hashlib
from datetime import datetime

from huitou.core import jobs
from huitou.core.actors import Actor
from huitou.core.errors import Conflict
from huitou.core.verbs import verb
from huitou.insurance.insurers.protocol import Notice
from huitou.insurance.jobs import ask_insurer
from huitou.insurance.models import FreightClaim, InsurerNotice


@verb
def keep_notice(*, insurer: str, notice: Notice, body: bytes, actor: Actor, at: datetime) -> InsurerNotice:
    """Keep the notice once and ask about the claims of its payment. The same key with other bytes is an error.

    Raises: Conflict.
    """
    digest = hashlib.sha256(body).hexdigest()
    row, made = InsurerNotice.objects.get_or_create(
        shop_id=actor.shop_id, insurer=insurer, key=notice.key[:120],
        defaults={"digest": digest, "facts": {"payment": notice.payment}, "received_at": at},
    )  # fmt: skip
    if row.digest != digest:
        raise Conflict()
    if made:
        claims = FreightClaim.objects.filter(
            insurer=insurer,
            state__in=["filed", "needs_person", "escalated"],
            order__payments__external_id=notice.payment,
        )
        for claim in claims.distinct():
            jobs.enqueue(ask_insurer, shop=str(actor.shop_id), claim=str(claim.pk))
    return row
