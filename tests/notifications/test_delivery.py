"""The delivery: at least once, with one Message-ID; told apart what may work later and what never will."""

import time
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default as modern

import pytest
from django.core import mail as outbox_of

from tests.notifications import smtp_server
from tests.notifications.letters import simple


@pytest.fixture
def smtp(settings):
    """A mail server on the loopback that the settings point to."""
    with smtp_server.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server


def work():
    """Run the deliveries that are due, as a worker would."""
    from huitou.core.jobs import run_pending

    return run_pending()


def waiting():
    """When the next deliveries are due, as seconds from now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM scheduled_at - now())::float FROM procrastinate_jobs "
            "WHERE task_name = 'notifications.deliver' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def waits(seconds, begun):
    """Whether the only delivery waits so long, counted from some moment after `begun`, however slow the machine is."""
    passed = time.monotonic() - begun
    [left] = [one for one in waiting() if one is not None]
    return seconds - passed - 1 <= left <= seconds + 1


def make_due():
    """Let the time pass that a delivery waits for."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'notifications.deliver'")


def test_the_mail_as_the_mail_server_gets_it(send_mail, stored, smtp, shop):
    letter = simple("退款 ¥116.00 已发出", greeting="林女士，你好：", button=("查看", "https://shop.example/?a=1&b=2"))
    mail = send_mail(letter=letter, to_name="林, 女士", locale="zh-CN", about=("cases.case", shop.id))
    work()
    assert len(smtp.taken) == 1
    message = message_from_bytes(smtp.taken[0], policy=modern)
    assert message["Subject"] == "退款 ¥116.00 已发出"
    assert message["From"].addresses[0].display_name == "陶杯社"
    assert message["From"].addresses[0].addr_spec == "service@localhost"
    assert message["To"].addresses[0].addr_spec == "jane@example.com"
    assert str(make_header(decode_header(message["Reply-To"]))) == "陶杯社 <help@taobei.example>"
    assert message["Message-ID"] == mail.message_id
    assert message["References"].startswith("<a.")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "zh-Hans"
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    after = stored(mail.pk)
    assert text.get_content().replace("\r\n", "\n").rstrip("\n") == after.text.rstrip("\n")
    assert 'href="https://shop.example/?a=1&amp;b=2"' in html.get_content()
    assert (after.state, after.attempts, after.last_error) == ("sent", 1, "")
    assert after.sent_at is not None
    assert waiting() == []


def test_a_second_job_for_a_sent_mail_does_nothing(send_mail, smtp):
    from huitou.notifications.jobs import deliver

    mail = send_mail()
    work()
    deliver.func(shop=str(mail.shop_id), mails=[str(mail.pk)])
    assert len(smtp.taken) == 1


def test_a_job_for_a_mail_that_is_gone_does_nothing(shop, smtp):
    from huitou.notifications.jobs import deliver

    deliver.func(shop=str(shop.id), mail=str(shop.id))
    assert smtp.taken == []


@pytest.mark.parametrize(
    ("command", "answer", "code"),
    [
        ("RCPT", "450 4.2.1 mailbox busy, try later", "smtp_450"),
        ("DATA", "451 4.3.0 trouble here", "smtp_451"),
        ("BODY", "452 4.2.2 mailbox full", "smtp_452"),
        ("MAIL", "421 4.7.0 too many mails", "smtp_421"),
    ],
)
def test_a_4xx_is_tried_again_and_arrives(send_mail, stored, smtp, command, answer, code):
    smtp.answers[command] = answer
    mail, begun = send_mail(), time.monotonic()
    work()
    after = stored(mail.pk)
    assert (after.state, after.attempts, after.last_error) == ("queued", 1, code)
    assert answer[4:] in after.last_error_detail
    assert waits(60, begun)
    smtp.answers.clear()
    assert work() == 0  # not yet due
    make_due()
    work()
    after = stored(mail.pk)
    assert (after.state, after.attempts, after.last_error, after.last_error_detail) == ("sent", 2, "", "")
    assert len(smtp.taken) == 1


@pytest.mark.parametrize(
    ("command", "answer", "code"),
    [("RCPT", "550 5.1.1 no such user", "smtp_550"), ("BODY", "554 5.7.1 looks like spam", "smtp_554")],
)
def test_a_5xx_fails_at_once_and_is_never_tried_again(send_mail, stored, smtp, shop, command, answer, code):
    from huitou.core.tenancy import in_shop
    from huitou.notifications.explanations import explain
    from huitou.notifications.queries import failed_mails

    smtp.answers[command] = answer
    mail = send_mail()
    work()
    after = stored(mail.pk)
    assert (after.state, after.attempts, after.last_error) == ("failed", 1, code)
    assert waiting() == []
    with in_shop(shop):
        assert [row.pk for row in failed_mails(shop)] == [mail.pk]
    assert explain(code) == "The other mail server refuses the mail. Ask the customer for another address."


def test_an_unreachable_server_is_tried_for_two_days_then_given_up(send_mail, stored, settings, shop):
    from huitou.core.tenancy import in_shop
    from huitou.notifications.queries import failed_mails

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nothing listens there
    settings.EMAIL_TIMEOUT = 2
    mail = send_mail()
    waited, seen_by_desk = [], []
    for _ in range(20):
        work()
        with in_shop(shop):
            seen_by_desk.append(failed_mails(shop).exists())
        if not waiting():
            break
        waited += waiting()
        make_due()
    after = stored(mail.pk)
    assert (after.state, after.attempts, after.last_error) == ("failed", 9, "unreachable")
    assert timedelta(hours=45) < timedelta(seconds=sum(waited)) < timedelta(hours=48)
    assert seen_by_desk[:2] == [False, True]


def test_a_refused_log_in_blames_the_settings_not_the_mail(send_mail, stored, smtp, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "u", "p"
    smtp.answers["AUTH"] = "535 5.7.8 bad password"
    mail = send_mail()
    work()
    after = stored(mail.pk)
    assert (after.state, after.last_error) == ("queued", "settings")
    assert len(waiting()) == 1


def test_a_fault_of_our_own_is_logged_and_tried_again(send_mail, stored, settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_delivery.Broken"
    mail = send_mail()
    work()
    after = stored(mail.pk)
    assert (after.state, after.last_error, after.last_error_detail) == (
        "queued",
        "unexpected",
        "RuntimeError",
    )
    assert len(waiting()) == 1


class Broken:
    """A mail backend with a bug."""

    def __init__(self, **_):
        raise RuntimeError("a bug")


def test_a_mail_that_is_being_handed_over_is_not_taken_by_a_second_worker(send_mail, stored, shop):
    from huitou.core import jobs
    from huitou.notifications.jobs import _take, deliver

    mail, begun = send_mail(), time.monotonic()
    assert [one.pk for one in _take(shop.id, [mail.pk])[0]] == [mail.pk]
    deliver.func(shop=str(shop.id), mails=[str(mail.pk)])
    assert outbox_of.outbox == []
    assert stored(mail.pk).attempts == 1
    assert waits(120, begun)
    assert jobs is not None


def test_a_worker_that_died_while_handing_over_is_made_good(send_mail, stored, shop):
    """The second hand-over carries the same Message-ID, so that the reader sees one mail."""
    from huitou.core.tenancy import in_shop
    from huitou.notifications.jobs import _take, deliver, hand_over, message_of
    from huitou.notifications.models import Mail

    mail = send_mail()
    (taken,), its_shop = _take(shop.id, [mail.pk])
    hand_over(message_of(taken, its_shop))  # and then the worker dies before it settles
    with in_shop(shop):
        Mail.objects.update(held_until=taken.held_until - timedelta(minutes=3))
    deliver.func(shop=str(shop.id), mails=[str(mail.pk)])
    assert [message.extra_headers["Message-ID"] for message in outbox_of.outbox] == [mail.message_id] * 2
    assert (stored(mail.pk).state, stored(mail.pk).attempts) == ("sent", 2)


def test_mails_of_one_job_fail_and_arrive_each_for_itself(send_mail, stored, shop, monkeypatch):
    from huitou.notifications import jobs
    from huitou.notifications.delivery import Permanent

    good, bad = send_mail(key="one"), send_mail(key="two", to_email="nobody@example.com")
    real = jobs.hand_over

    def hand_over(message):
        if "nobody" in message.to[0]:
            raise Permanent("smtp_550", "no such mailbox")
        return real(message)

    monkeypatch.setattr(jobs, "hand_over", hand_over)
    jobs.deliver.func(shop=str(shop.id), mails=[str(bad.pk), str(good.pk)])
    assert [(stored(mail.pk).state, stored(mail.pk).last_error) for mail in (good, bad)] == [
        ("sent", ""),
        ("failed", "smtp_550"),
    ]


def test_what_a_slow_server_leaves_no_time_for_goes_later(send_mail, stored, shop, monkeypatch):
    from huitou.notifications import jobs

    mails = [send_mail(key=f"m{number}") for number in range(3)]
    monkeypatch.setattr(jobs, "BEGUN_WITHIN", timedelta(seconds=-1))
    jobs.deliver.func(shop=str(shop.id), mails=[str(mail.pk) for mail in mails])
    assert outbox_of.outbox == []
    assert {(stored(mail.pk).state, stored(mail.pk).attempts, stored(mail.pk).held_until) for mail in mails} == {
        ("queued", 0, None)
    }
    monkeypatch.undo()
    work()
    assert len(outbox_of.outbox) == 3
    assert {(stored(mail.pk).state, stored(mail.pk).attempts) for mail in mails} == {("sent", 1)}


def test_a_job_of_an_earlier_version_names_one_mail(send_mail, stored, shop):
    from huitou.notifications.jobs import deliver

    mail = send_mail()
    deliver.func(shop=str(shop.id), mail=str(mail.pk))
    assert stored(mail.pk).state == "sent"


def test_codes_and_signed_links_go_out_but_do_not_stay(send_mail, stored):
    from huitou.notifications.preview import html_as_it_was, text_as_it_was

    token = "k&9'tok"
    letter = simple(
        "Your code: 482913",
        code="482913",
        button=("Open", f"https://shop.example/s/taobei/enter/#{token}"),
        secrets=["482913", token],
    )
    mail = stored(send_mail(letter=letter).pk)
    # It waits to be sent, and yet its row holds neither: only marks, and the secrets sealed.
    for kept in (mail.subject, mail.html, mail.text, *mail.secrets):
        assert "482913" not in kept
        assert "tok" not in kept
    for shown in (html_as_it_was(mail), text_as_it_was(mail)):
        assert "482913" not in shown
        assert "9'tok" not in shown
        assert "9&#x27;tok" not in shown
        assert "●●●●●●" in shown
        assert "https://shop.example/s/taobei/enter/" in shown
    work()
    sent = outbox_of.outbox[0]
    assert sent.subject == "Your code: 482913"
    assert token in sent.body
    after = stored(mail.pk)
    assert (after.state, after.secrets, after.subject) == ("sent", [], "Your code: ●●●●●●")
    assert "482913" not in after.html + after.text
    assert "tok" not in after.html + after.text


def test_an_erased_mail_is_not_sent_and_keeps_only_that_it_was(send_mail, stored, shop, clock):
    from huitou.core.personal import erase
    from huitou.core.tenancy import in_shop
    from huitou.notifications.models import Mail

    mail = send_mail()
    with in_shop(shop):
        erase(Mail.objects.get(pk=mail.pk), clock.now(), *Mail.PERSONAL_FIELDS)
    work()
    after = stored(mail.pk)
    assert outbox_of.outbox == []
    assert (after.to_email, after.to_name, after.subject, after.html, after.text) == ("", "", "", "", "")
    assert (after.key, bytes(after.salt)) == ("case:1:opened", b"")


def test_the_file_backend_writes_one_private_eml_per_mail(send_mail, settings, tmp_path):
    settings.EMAIL_BACKEND = "huitou.notifications.backends.eml.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    mail = send_mail(letter=simple("退款已发出"))
    send_mail(key="another")
    work()
    files = sorted((tmp_path / "mails").iterdir())
    assert len(files) == 2
    ours = tmp_path / "mails" / f"{mail.message_id.strip('<>')}.eml"
    assert ours in files
    assert ours.stat().st_mode & 0o777 == 0o600
    message = message_from_bytes(ours.read_bytes(), policy=modern)
    assert message["Subject"] == "退款已发出"
    assert message["Message-ID"] == mail.message_id


def test_the_file_backend_says_when_it_has_no_folder(send_mail, stored, settings):
    settings.EMAIL_BACKEND = "huitou.notifications.backends.eml.EmailBackend"
    settings.EMAIL_FILE_PATH = ""
    mail = send_mail()
    work()
    assert (stored(mail.pk).state, stored(mail.pk).last_error) == ("queued", "settings")


@pytest.mark.parametrize(
    ("status", "state", "code"),
    [
        (400, "failed", "provider_400"),
        (401, "queued", "settings"),
        (429, "queued", "provider_429"),
        (503, "queued", "provider_503"),
    ],
)
def test_a_provider_answers_by_http(send_mail, stored, settings, monkeypatch, status, state, code):
    import requests

    def answer(self, **_):
        response = requests.Response()
        response.status_code, response._content = status, b'{"message": "no"}'
        return response

    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t"}
    monkeypatch.setattr(requests.Session, "request", answer)
    mail = send_mail()
    work()
    after = stored(mail.pk)
    assert (after.state, after.last_error) == (state, code)


def test_resend_needs_a_failed_mail_and_the_permission(send_mail, stored, smtp, shop, clock):
    from huitou.core.actors import Actor, Role
    from huitou.core.errors import Forbidden, NotFound
    from huitou.notifications.addresses import AddressMalformed
    from huitou.notifications.verbs import resend
    from huitou.notifications.verbs.resend import MailHeldCode, MailOnItsWay

    manager = Actor(Role.MERCHANT, shop.id, "staff:1", frozenset({"mails.resend"}))
    agent = Actor(Role.MERCHANT, shop.id, "staff:2", frozenset({"mails.view"}))
    smtp.answers["RCPT"] = "550 5.1.1 no such user"
    mail, coded = send_mail(), send_mail(key="code", letter=simple(code="123456", secrets=["123456"]))
    with pytest.raises(MailOnItsWay):
        resend(mail_id=mail.pk, actor=manager, at=clock.now())
    work()
    smtp.answers.clear()
    with pytest.raises(Forbidden):
        resend(mail_id=mail.pk, actor=agent, at=clock.now())
    with pytest.raises(NotFound):
        resend(mail_id=shop.id, actor=manager, at=clock.now())
    with pytest.raises(AddressMalformed):
        resend(mail_id=mail.pk, to_email="nobody", actor=manager, at=clock.now())
    with pytest.raises(MailHeldCode):
        resend(mail_id=coded.pk, actor=manager, at=clock.now())
    assert stored(mail.pk).state == "failed"
    resend(mail_id=mail.pk, to_email="jane.doe@example.com", actor=manager, at=clock.now())
    work()
    after = stored(mail.pk)
    assert (after.state, after.to_email, after.attempts) == ("sent", "jane.doe@example.com", 1)
    assert b"To: Jane Doe <jane.doe@example.com>" in smtp.taken[0]


def test_a_mail_with_a_signed_link_is_sent_again_without_the_signature(send_mail, stored, shop, clock):
    """Else a manager could re-address a buyer's mail and walk in."""
    from huitou.core.actors import Actor, Role
    from huitou.notifications.verbs import resend

    link = "https://shop.example/s/taobei/enter/?to=/s/taobei/cases/R-1/"
    letter = simple(button=("Open", f"{link}#sig-of-jane"), secrets=["sig-of-jane"])
    mail = send_mail(to_email=None, letter=letter)
    assert (mail.state, mail.secrets) == ("unaddressed", [])
    manager = Actor(Role.MERCHANT, shop.id, "staff:1", frozenset({"mails.resend"}))
    resend(mail_id=mail.pk, to_email="manager@example.com", actor=manager, at=clock.now())
    work()
    sent = outbox_of.outbox[0]
    assert link in sent.body
    assert "sig-of-jane" not in sent.body + sent.alternatives[0].content
    assert stored(mail.pk).state == "sent"
