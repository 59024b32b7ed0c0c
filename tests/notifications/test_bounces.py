"""Delivery reports: real ones are read, and only those about mails of ours change anything."""

from pathlib import Path

import pytest

from huitou.notifications.bounces import DeliveryReport, parse, receive

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "emails" / "mikel_mail" / "multipart_report_emails"
real = pytest.mark.skipif(not REPORTS.is_dir(), reason="the real delivery reports of ../shared/data are not here")

REPORT = """From: MAILER-DAEMON@mx.example\r
To: service@localhost\r
Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
I am sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; jane@example.com\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; 550 5.1.1 <jane@example.com>: no such\r
 user here\r
\r
--b\r
Content-Type: {quoted}\r
\r
From: service@localhost\r
Message-ID: {message_id}\r
Subject: x\r
\r
--b--\r
"""


def report(message_id, action="failed", status="5.1.1", quoted="message/rfc822"):
    return REPORT.format(message_id=message_id, action=action, status=status, quoted=quoted).encode()


@real
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "report_422.eml",
            [
                (
                    "fraser@oooooooo.com.au",
                    "delayed",
                    "4.2.2",
                    "452 4.2.2 <fraser@oooooooo.com.au>... Mailbox full",
                )
            ],
        ),
        (
            "report_530.eml",
            [
                (
                    "edwin@zzzzzzz.com",
                    "failed",
                    "5.3.0",
                    "553 5.3.0 <edwin@zzzzzzz.com>... Unknown E-Mail Address",
                )
            ],
        ),
        ("multipart_report_multiple_status.eml", [("u@ci.com", "failed", "5.3.0", "")]),
    ],
)
def test_real_reports_are_read(file, expected):
    found = parse((REPORTS / file).read_bytes())
    assert [(r.recipient, r.action, r.status, r.diagnostic) for r in found] == expected
    assert all(r.message_id.startswith("<") for r in found)


@real
def test_real_reports_about_several_addresses_are_read_whole():
    for file, count in [("multi_address_bounce1.eml", 2), ("multi_address_bounce2.eml", 2)]:
        found = parse((REPORTS / file).read_bytes())
        assert len(found) >= count, file
        assert all("@" in r.recipient for r in found)


@real
def test_no_other_real_mail_is_taken_for_a_report_nor_breaks_the_reader():
    emails = sorted(path for path in REPORTS.parents[1].rglob("*.eml") if path.parent != REPORTS)
    assert len(emails) > 40
    taken = {path.name: [found.action for found in parse(path.read_bytes())] for path in emails}
    # One of the mails with broken MIME is in truth a report of a delay, and is read as that.
    assert taken.pop("raw_email_with_mimepart_without_content_type.eml") == ["delayed"]
    assert not any(taken.values())


def test_a_report_in_full():
    assert parse(report("<a@b.example>")) == [
        DeliveryReport(
            recipient="jane@example.com",
            action="failed",
            status="5.1.1",
            diagnostic="550 5.1.1 <jane@example.com>: no such user here",
            message_id="<a@b.example>",
        )
    ]
    assert parse(report("<a@b.example>", quoted="text/rfc822-headers"))[0].message_id == "<a@b.example>"


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/report\r\n\r\nx", b"x" * 3_000_000])
def test_what_is_no_report_is_left_alone(raw):
    assert parse(raw) == []


def test_a_mail_that_comes_back_is_marked_once(send_mail, stored, shop):
    from huitou.core.jobs import run_pending
    from huitou.core.tenancy import in_shop
    from huitou.notifications.explanations import explain
    from huitou.notifications.queries import failed_mails

    mail = send_mail()
    run_pending()
    assert [found.pk for found in receive(report(mail.message_id))] == [mail.pk]
    after = stored(mail.pk)
    assert (after.state, after.last_error) == ("bounced", "bounce_5.1.1")
    assert after.last_error_detail == "550 5.1.1 <jane@example.com>: no such user here"
    with in_shop(shop):
        assert [row.pk for row in failed_mails(shop)] == [mail.pk]
    assert explain(after.last_error) == "The mail came back: this mailbox does not exist. Ask for another address."
    receive(report(mail.message_id, status="5.2.2"))
    assert stored(mail.pk).last_error == "bounce_5.1.1"


def test_a_delay_is_no_return(send_mail, stored):
    from huitou.core.jobs import run_pending

    mail = send_mail()
    run_pending()
    assert receive(report(mail.message_id, action="delayed", status="4.2.2")) == []
    assert stored(mail.pk).state == "sent"


def test_a_forged_report_changes_nothing(send_mail, stored, shop):
    from huitou.core.jobs import run_pending

    mail = send_mail()
    run_pending()
    shop_part = mail.message_id.split(".")[1]
    for forged in [
        f"<m.{shop_part}.{'a' * 16}@localhost>",
        "<x@y>",
        "",
        f"<m.{'a' * 26}.{'a' * 16}@localhost>",
    ]:
        assert receive(report(forged)) == []
    assert stored(mail.pk).state == "sent"


def test_a_mail_that_came_back_can_be_sent_to_another_address(send_mail, stored, shop, clock):
    from django.core import mail as outbox_of

    from huitou.core.actors import Actor, Role
    from huitou.core.jobs import run_pending
    from huitou.notifications.verbs import resend

    mail = send_mail()
    run_pending()
    receive(report(mail.message_id))
    manager = Actor(Role.MERCHANT, shop.id, "staff:1", frozenset({"mails.resend"}))
    resend(mail_id=mail.pk, to_email="new@example.com", actor=manager, at=clock.now())
    run_pending()
    assert outbox_of.outbox[-1].to == ["Jane Doe <new@example.com>"]
    assert stored(mail.pk).state == "sent"


def test_the_mail_server_pipes_a_report_into_the_command(send_mail, stored, monkeypatch):
    from contextlib import nullcontext

    from typer.testing import CliRunner

    from huitou.config.cli import mail_command
    from huitou.core.jobs import run_pending

    monkeypatch.setattr(mail_command, "opened", lambda *_, **__: nullcontext())  # the test's database is open
    mail = send_mail()
    run_pending()
    answer = CliRunner().invoke(mail_command.app, ["returned"], input=report(mail.message_id))
    assert (answer.exit_code, answer.output) == (0, "Mails that came back: 1\n")
    assert stored(mail.pk).state == "bounced"
    other = CliRunner().invoke(mail_command.app, ["returned"], input=b"Subject: Hello\r\n\r\nHi")
    assert (other.exit_code, other.output) == (0, "Mails that came back: 0\n")
