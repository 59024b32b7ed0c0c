"""Giving proof: a photo is stored unaltered, and shown re-encoded without its metadata."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from huitou.cases.access import access_case
from huitou.cases.models import Case, Evidence
from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.images import Readable, read_picture
from huitou.core.verbs import verb
from huitou.orders.access import access_order

MOST_FILES = 12
WAITS_FOR_AN_APPLICATION = timedelta(days=1)
PERMISSIONS = {Role.PLATFORM: "disputes.message"}


class TooManyFiles(Invalid):
    """More files than a case can hold from one side."""

    code = "too_many_files"
    message = _("You can add at most %(most)s pictures. Choose those that show it best.")


@verb
def add_evidence(*, case: Case | UUID | str, file: Readable, name: str = "", actor: Actor, at: datetime) -> Evidence:
    """Add a photo to a case.

    Raises: NoPicture, PictureTooLarge, TooManyFiles, Forbidden, NotFound.
    """
    found = access_case(actor, case, lock=True)
    actor.require(PERMISSIONS.get(actor.role, "cases.add_evidence"))
    if found.evidence.filter(role=str(actor.role)).count() >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    kept = _keep(found.order_id, file, name, actor, at, case=found)
    events.record(found, "cases.evidence.added", actor=actor, at=at, facts=told(kept))
    found.save(update_fields=["chain_length", "chain_head"])
    return kept


@verb
def upload_evidence(*, order: UUID | str, file: Readable, name: str = "", actor: Actor, at: datetime) -> Evidence:
    """Keep a photo for an application that is being filled in; `open_case` takes it over.

    Raises: NoPicture, PictureTooLarge, TooManyFiles, Forbidden, NotFound.
    """
    found = access_order(actor, order, lock=True)
    actor.require("cases.add_evidence")
    # Pictures of applications that came to nothing count for a day: else a buyer who tried often could never apply.
    lately = at - WAITS_FOR_AN_APPLICATION
    waiting = Evidence.objects.filter(order=found, case=None, author_id=actor.id, at__gte=lately)
    if waiting.count() >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    return _keep(found.pk, file, name, actor, at, case=None)


def told(evidence: Evidence) -> dict[str, object]:
    """What an event says of a file."""
    return {"evidence": str(evidence.pk), "sha256": evidence.sha256, "size_bytes": evidence.size_bytes}


def _keep(order_id: UUID, file: Readable, name: str, actor: Actor, at: datetime, *, case: Case | None) -> Evidence:
    picture = read_picture(file)
    evidence = Evidence(
        id=new_id(),
        shop_id=actor.shop_id,
        case=case,
        order_id=order_id,
        role=str(actor.role),
        author_id=actor.id,
        name=name[:120],
        media_type=picture.media_type,
        sha256=picture.sha256,
        size_bytes=len(picture.original),
        at=at,
    )
    # The names are ours: nothing of the sender's name reaches the file system.
    evidence.original.save(f"{evidence.pk}.bin", ContentFile(picture.original), save=False)
    evidence.shown.save(f"{evidence.pk}.webp", ContentFile(picture.shown), save=False)
    evidence.save(force_insert=True)
    return evidence
