"""Giving proof: a photo or a video is stored unaltered, and shown without its metadata.

The file is read and written before the transaction opens: a video takes seconds, and nobody should wait for its lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, cast
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from huitou.cases.access import access_case
from huitou.cases.disputes.words import demand_round
from huitou.cases.models import Case, Evidence, EvidenceKind
from huitou.cases.proofs import told
from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.images import digest_of, read_picture
from huitou.core.verbs import verb
from huitou.core.videos import Hashing, looks_like_video, read_video
from huitou.core.videos.patches import Seekable
from huitou.core.writing import if_taken_back
from huitou.orders.access import access_order

MOST_FILES = 12
WAITS_FOR_AN_APPLICATION = timedelta(days=1)
PERMISSIONS = {Role.PLATFORM: "disputes.message"}
ENDINGS = {"video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm"}


class TooManyFiles(Invalid):
    """More files than a case can hold from one side."""

    code = "too_many_files"
    message = _("You can add at most %(most)s files. Choose those that show it best.")


def add_evidence(
    *, case: Case | UUID | str, file: Seekable, kind: str = "", name: str = "", actor: Actor, at: datetime
) -> Evidence:
    """Add a photo or a video to a case. `kind`: what it shows (`EvidenceKind`); a video is always `video`.

    Raises: NoPicture, PictureTooLarge, NoVideo, VideoTooLarge, TooManyFiles, EvidenceRoundOver, Forbidden, NotFound.
    """
    demand_may_add(actor)
    with kept(file, kind) as row:
        added: Evidence = add_kept(case=case, row=row, name=name, actor=actor, at=at)
        return added


def upload_evidence(
    *, order: UUID | str, file: Seekable, kind: str = "", name: str = "", actor: Actor, at: datetime
) -> Evidence:
    """Keep a photo or a video for an application that is being filled in; `open_case` takes it over.

    Raises: NoPicture, PictureTooLarge, NoVideo, VideoTooLarge, TooManyFiles, Forbidden, NotFound.
    """
    actor.require("cases.add_evidence")
    with kept(file, kind) as row:
        uploaded: Evidence = _upload(order=order, row=row, name=name, actor=actor, at=at)
        return uploaded


def demand_may_add(actor: Actor) -> None:
    """Asked before a file is read. Raises: Forbidden."""
    actor.require(PERMISSIONS.get(actor.role, "cases.add_evidence"))


@verb
def add_kept(*, case: Case | UUID | str, row: Evidence, name: str, actor: Actor, at: datetime) -> Evidence:
    """Add a file that is `kept` to a case. Raises: TooManyFiles, EvidenceRoundOver, Forbidden, NotFound."""
    demand_may_add(actor)
    found = access_case(actor, case, lock=True)
    demand_round(found, actor, at)
    if found.evidence.filter(role=str(actor.role)).count() >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    _write(row, found.order_id, found, name, actor, at)
    events.record(found, "cases.evidence.added", actor=actor, at=at, facts=told(row))
    found.save(update_fields=["chain_length", "chain_head"])
    return row


@verb
def _upload(*, order: UUID | str, row: Evidence, name: str, actor: Actor, at: datetime) -> Evidence:
    found = access_order(actor, order, lock=True)
    # Files of applications that came to nothing count for a day: else a buyer who tried often could never apply.
    lately = at - WAITS_FOR_AN_APPLICATION
    waiting = Evidence.objects.filter(order=found, case=None, author_id=actor.id, at__gte=lately)
    if waiting.count() >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    _write(row, found.pk, None, name, actor, at)
    return row


@contextmanager
def kept(file: Seekable, kind: str) -> Iterator[Evidence]:
    """Check the file and store it with its copy; both go again where the block fails, or the transaction that is open
    around it (a call with a key). The row is not written."""
    row = Evidence(id=new_id())

    def away() -> None:
        for stored in (row.original, row.shown):
            if stored:
                stored.delete(save=False)

    try:
        if looks_like_video(file):
            _keep_video(row, file)
        else:
            _keep_picture(row, file, kind)
        yield row
    except BaseException:
        away()
        raise
    if_taken_back(away)


def _keep_picture(row: Evidence, file: Seekable, kind: str) -> None:
    picture = read_picture(file)
    pictures = set(EvidenceKind) - {EvidenceKind.VIDEO}
    row.kind = EvidenceKind(kind) if kind in pictures else EvidenceKind.PHOTO
    row.media_type, row.shown_type = picture.media_type, "image/webp"
    row.sha256, row.size_bytes = picture.sha256, len(picture.original)
    row.shown_sha256 = digest_of(picture.shown)
    # The names are ours: nothing of the sender's name reaches the file system.
    row.original.save(f"{row.pk}.bin", ContentFile(picture.original), save=False)
    row.shown.save(f"{row.pk}.webp", ContentFile(picture.shown), save=False)


def _keep_video(row: Evidence, file: Seekable) -> None:
    video = read_video(file)
    row.kind = EvidenceKind.VIDEO
    row.media_type = row.shown_type = video.media_type
    row.size_bytes = video.size_bytes
    original, shown = Hashing(file), video.shown
    row.original.save(f"{row.pk}.bin", File(cast(IO[bytes], original)), save=False)
    row.shown.save(f"{row.pk}.{ENDINGS[video.media_type]}", File(cast(IO[bytes], shown)), save=False)
    row.sha256, row.shown_sha256 = original.sha256, shown.sha256


def _write(row: Evidence, order_id: UUID, case: Case | None, name: str, actor: Actor, at: datetime) -> None:
    row.shop_id, row.order_id, row.case, row.at = actor.shop_id, order_id, case, at
    row.role, row.author_id, row.name = str(actor.role), actor.id, name[:120]
    row.save(force_insert=True)
