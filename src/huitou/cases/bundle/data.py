"""The data of a bundle as JSON, one object a line where there are many. `verify` reads exactly these shapes."""

from collections.abc import Iterator
from typing import Any

from huitou.cases.bundle.collect import Contents, FileEntry
from huitou.cases.messages import author_for
from huitou.core.actors import Role
from huitou.core.events import canonical
from huitou.core.models import Event

Lines = Iterator[dict[str, Any]]


def files_of(contents: Contents) -> dict[str, str]:
    """Path → text of every data file."""
    return {
        "events.jsonl": _lines(_events(contents)),
        "data/case.json": canonical(_case(contents)),
        "data/messages.jsonl": _lines(_messages(contents)),
        "data/evidence.jsonl": _lines(_file(entry) for entry in contents.files),
        "data/sheets.jsonl": _lines(
            {"digest": row.digest, "facts": row.facts, "sheet": row.sheet} for row in contents.sheets
        ),
        "data/policy.json": canonical(
            {"digest": contents.version.digest, "number": contents.version.number, "text": contents.version.text}
        ),
        "data/verdict.json": canonical(contents.case.judged),
        "data/parcels.jsonl": _lines(_parcels(contents)),
        "data/mails.jsonl": _lines(_mails(contents)),
    }


def _lines(values: Lines) -> str:
    return "".join(canonical(value) + "\n" for value in values)


def _events(contents: Contents) -> Lines:
    return (_event(event) for event in contents.events)


def _event(event: Event) -> dict[str, Any]:
    """`body` is the text that was hashed, byte for byte."""
    return {
        "type": event.subject_type,
        "id": event.subject_id,
        "seq": event.seq,
        "prev": bytes(event.prev_hash).hex(),
        "hash": bytes(event.hash).hex(),
        "body": event.body,
    }


def _case(contents: Contents) -> dict[str, Any]:
    case, told = contents.case, contents.told
    return {
        "ref": case.ref,
        "order": told.order.number,
        "kind": case.kind,
        "state": case.state,
        "attempt": case.attempt,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "sheet": case.sheet.digest,
        "total_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
        "lines": [
            {
                "line": line.order_line_id,
                "title": line.order_line.title,
                "quantity": line.quantity,
                "reason": line.reason,
            }
            for line in told.page.lines
        ],
        "goods_came_weighing_grams": told.page.goods_return.weight_grams if told.page.goods_return else None,
        "refunds": [
            {"ref": refund.ref, "amount_minor": refund.amount_minor, "state": refund.state}
            for refund in told.page.refunds
        ],
    }


def _messages(contents: Contents) -> Lines:
    """With their salts: the digest in the chain can be computed again from them."""
    for said in contents.messages:
        yield {
            "id": said.pk,
            "role": said.role,
            "author": author_for(said, contents.reader),
            "body": said.body,
            "salt": bytes(said.salt).hex(),
            "with_action": said.with_action,
            "at": said.at,
            "erased_at": said.erased_at,
        }


def _file(entry: FileEntry) -> dict[str, Any]:
    row = entry.row
    return {
        "id": row.pk,
        "role": row.role,
        "kind": row.kind,
        "media_type": row.media_type,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "shown_sha256": row.shown_sha256,
        "salt": bytes(row.salt).hex(),
        "original": entry.original or None,
        "shown": entry.shown or None,
        "at": row.at,
        "erased_at": row.erased_at,
    }


def _parcels(contents: Contents) -> Lines:
    for entry in contents.parcels:
        parcel = entry.row
        yield {
            "ref": parcel.ref,
            "direction": parcel.direction,
            "carrier": parcel.carrier,
            "tracking_number": parcel.tracking_number,
            "state": parcel.state,
            "scans": [
                {
                    "state": scan.state,
                    "occurred_at": scan.occurred_at,
                    "recorded_at": scan.recorded_at,
                    "source": scan.source,
                    "weight_grams": scan.weight_grams,
                }
                for scan in entry.scans
            ],
        }


def _mails(contents: Contents) -> Lines:
    for entry in contents.mails:
        mail = entry.row
        yield {
            "id": mail.pk,
            "to": mail.to_email if contents.reader != Role.PLATFORM else "",
            "subject": mail.subject,
            "locale": mail.locale,
            "state": mail.state,
            "message_id": mail.message_id,
            "queued_at": mail.queued_at,
            "sent_at": mail.sent_at,
            "text_sha256": entry.digest,
            "erased_at": mail.erased_at,
        }
