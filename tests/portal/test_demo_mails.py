"""The demo's mailbox reads its mails as they were written to the folder."""

from datetime import UTC, datetime

from huitou.portal.views.accounts.demo import _read

MAIL = "Subject: =?utf-8?b?5L2g5aW9?=\nTo: chen@example.com\n{date}Content-Type: text/plain; charset=utf-8\n\nSee /s/\n"


def test_a_date_without_a_known_place_is_universal_time(tmp_path):
    file = tmp_path / "one.eml"
    file.write_text(MAIL.format(date="Date: Sun, 22 Nov 2026 03:12:00 -0000\n"))
    assert _read(file) == {
        "subject": "你好",
        "to": "chen@example.com",
        "date": datetime(2026, 11, 22, 3, 12, tzinfo=UTC),
        "text": "See /s/\n",
    }
    file.write_text(MAIL.format(date="Date: Sun, 22 Nov 2026 11:12:00 +0800\n"))
    assert _read(file)["date"] == datetime(2026, 11, 22, 3, 12, tzinfo=UTC)


def test_a_mail_without_a_date_is_read(tmp_path):
    file = tmp_path / "one.eml"
    file.write_text(MAIL.format(date=""))
    assert _read(file)["date"] is None
