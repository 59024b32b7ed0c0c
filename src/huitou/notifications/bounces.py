"""Reads delivery reports (RFC 3464: multipart/report) and marks the mails that came back.

`receive` is called with each message that arrives at the return address. It believes a report only
about mails whose unguessable Message-ID it quotes, and does nothing else with what strangers send.
"""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from huitou.notifications.letters import one_line
from huitou.notifications.models import Mail
from huitou.notifications.verbs.record_bounce import record_bounce

# A report is small; what is larger is no report of a mail of ours.
REPORT_MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a report says of one recipient. `message_id` names the mail that it is about, if it quotes one."""

    recipient: str
    action: str
    status: str
    diagnostic: str
    message_id: str

    @property
    def came_back(self) -> bool:
        """`failed` is final; `delayed`, `relayed`, `expanded` and `delivered` are not (RFC 3464 §2.3.3)."""
        return self.action == "failed"


def receive(raw: bytes) -> list[Mail]:
    """Mark every mail that the message reports as come back; returns them. Other messages change nothing."""
    reports = [report for report in parse(raw) if report.came_back and report.message_id]
    mails = [
        record_bounce(report.message_id, report.diagnostic or report.recipient, status=report.status)
        for report in reports
    ]
    return [mail for mail in mails if mail is not None]


def parse(raw: bytes) -> list[DeliveryReport]:
    """One entry per recipient that the report names; none if the message is no delivery report."""
    if len(raw) > REPORT_MAX_BYTES:
        return []
    message = message_from_bytes(raw, policy=compat32)
    if message.get_content_type() != "multipart/report":
        return []
    identifier = _original_message_id(message)
    return [
        DeliveryReport(
            recipient=_typed_value(block, "Final-Recipient") or _typed_value(block, "Original-Recipient"),
            action=one_line(str(block["Action"])).lower(),
            status=one_line(str(block.get("Status", ""))).split(" ")[0],
            diagnostic=_typed_value(block, "Diagnostic-Code"),
            message_id=identifier,
        )
        for block in _blocks(message)
        if block["Action"]
    ]


def _blocks(message: Message) -> list[Message]:
    """The groups of fields in all parts of type message/delivery-status."""
    found = []
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
            found += [block for block in payload if isinstance(block, Message)]
    return found


def _original_message_id(message: Message) -> str:
    """The Message-ID of the mail that the report quotes, whole or only its head."""
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
            original = payload[0]
        elif part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            original = message_from_bytes(content if isinstance(content, bytes) else b"", policy=compat32)
        else:
            continue
        if isinstance(original, Message) and original["Message-ID"]:
            return one_line(str(original["Message-ID"]))
    return ""


def _typed_value(block: Message, field: str) -> str:
    """`rfc822; someone@example.com` without its type and angle brackets."""
    value = one_line(str(block.get(field, "")))
    return value.partition(";")[2].strip().strip("<>") if ";" in value else value.strip("<>")
