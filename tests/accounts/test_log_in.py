"""Logging in: password and second factor, sessions that end, limits, languages, step-up, the demo's doors."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from huitou.accounts.access import staff_actor
from huitou.accounts.client import client_address, is_loopback
from huitou.accounts.mfa import recently_authenticated
from huitou.accounts.models import Staff
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.accounts.verbs import add_platform_role, change_role, create_staff, disable_staff, invite
from huitou.accounts.verbs.invite import secret_of
from tests.accounts.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def agent(shop, hire) -> Staff:
    return hire(shop, "agent")


@pytest.fixture
def log_in():
    """`log_in(staff)`: a browser in which the person is logged in."""

    def logged_in(staff: Staff, password: str = PASSWORD) -> Client:
        client = Client()
        client.response = client.post("/staff/login/", {"login": staff.email, "password": password})
        return client

    return logged_in


def is_in(client: Client) -> bool:
    return client.get("/staff/2fa/").status_code == 200


def code_now() -> str:
    """The code of a clock that goes half a minute fast: it stays good for that much longer than the test takes."""
    *_, counter = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(SECRET, counter))


def with_totp(staff: Staff) -> Staff:
    TOTP.activate(staff, SECRET)
    return staff


def test_the_right_password_leads_to_the_own_shop(agent, shop, log_in):
    client = log_in(agent)
    assert client.response.status_code == 302
    assert client.response.headers["Location"] == "/staff/"
    assert client.get("/staff/").headers["Location"] == f"/desk/{shop.slug}/"
    # The page itself says so; nothing waits to be said on the next page, which may be the shop's for buyers.
    assert list(get_messages(client.get(f"/desk/{shop.slug}/").wsgi_request)) == []


def test_however_the_address_is_typed(agent):
    client = Client()
    client.post("/staff/login/", {"login": agent.email.upper(), "password": PASSWORD})
    assert is_in(client)


def test_wrong_password_and_unknown_address_look_the_same(agent, log_in):
    known, unknown = log_in(agent, "wrong"), Client()
    answer = unknown.post("/staff/login/", {"login": "nobody@example.com", "password": "wrong"})
    assert known.response.status_code == answer.status_code == 200
    assert said(known.response, agent.email) == said(answer, "nobody@example.com")
    assert not is_in(known)


def said(response, email: str) -> str:
    """The page without the typed address and the tokens of the form."""
    text = response.content.decode().replace(email, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_five_wrong_passwords_shut_the_door_for_a_while(agent, log_in):
    for _ in range(5):
        log_in(agent, "wrong")
    assert not is_in(log_in(agent))
    cache.clear()
    assert is_in(log_in(agent))


def test_nobody_signs_up(database):
    page = Client().get("/staff/signup/")
    assert "By invitation only" in page.content.decode()
    Client().post("/staff/signup/", {"email": "x@example.com", "password1": PASSWORD})
    assert not Staff.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "Log in"), ("zh-hans", "登录"), ("zh-hant", "登入")])
def test_the_page_speaks_three_languages(database, language, words):
    page = Client(headers={"Accept-Language": language}).get("/staff/login/")
    assert f'<h1 class="title">{words}</h1>' in page.content.decode()


def test_staff_pages_speak_the_persons_language(shop, hire, log_in):
    agent = hire(shop, "agent")
    Staff.objects.update(locale="zh-hant")
    page = log_in(agent).get("/staff/sessions/", headers={"Accept-Language": "en"}).content.decode()
    assert "工作階段" in page


class TestAddress:
    CODE = re.compile(r"^([A-Z0-9-]{6,})$", re.M)

    def test_an_unproved_address_is_proved_by_a_code_before_the_first_log_in(self, database, log_in, at):
        staff = create_staff(email="new@example.com", name="New", password=PASSWORD, locale="en", at=at)
        client = log_in(staff)
        assert not is_in(client)
        client.post("/staff/confirm-email/", {"code": "WRONG1"})
        assert not is_in(client)
        code = self.CODE.search(mail.outbox[-1].body).group(1)
        client.post("/staff/confirm-email/", {"code": code})
        assert is_in(client)

    def test_the_address_changes_when_the_new_one_is_proved(self, agent, log_in):
        client = log_in(agent)
        client.post("/staff/reauthenticate/", {"password": PASSWORD})
        client.post("/staff/email/", {"email": "Changed@Example.com", "action_add": "yes"})
        assert Staff.objects.get().email == agent.email
        assert mail.outbox[-1].to == ["changed@example.com"]
        code = self.CODE.search(mail.outbox[-1].body).group(1)
        client.post("/staff/confirm-email/", {"code": code})
        assert Staff.objects.get().email == "changed@example.com"
        # the old address is told
        assert [letter.to for letter in mail.outbox].count([agent.email]) == 1

    def test_a_reset_of_an_unknown_address_looks_and_mails_alike(self, agent):
        answers = []
        for address in (agent.email, "nobody@example.com"):
            answer = Client().post("/staff/password/reset/", {"email": address})
            answers.append((answer.status_code, answer.headers["Location"]))
        assert answers[0] == answers[1]
        assert [letter.to for letter in mail.outbox] == [[agent.email], ["nobody@example.com"]]
        assert not self.CODE.search(mail.outbox[1].body)

    @pytest.mark.parametrize(("language", "words"), [("en", "choose a new password"), ("zh-hant", "重設密碼")])
    def test_the_mail_speaks_the_readers_language_and_never_shouts(self, agent, language, words):
        Client(headers={"Accept-Language": language}).post("/staff/password/reset/", {"email": agent.email})
        body = mail.outbox[0].body
        assert words in body
        assert "!" not in body
        assert "！" not in body


class TestSecondFactor:
    def test_the_password_alone_does_not_let_in(self, agent, log_in):
        client = log_in(with_totp(agent))
        assert client.response.headers["Location"].startswith("/staff/2fa/authenticate/")
        assert not is_in(client)
        client.post("/staff/2fa/authenticate/", {"code": code_now()})
        assert is_in(client)

    def test_a_code_is_taken_once(self, agent, log_in):
        code = code_now()
        with_totp(agent)
        first, second = log_in(agent), log_in(agent)
        first.post("/staff/2fa/authenticate/", {"code": code})
        second.post("/staff/2fa/authenticate/", {"code": code})
        assert (is_in(first), is_in(second)) == (True, False)

    def test_a_code_is_not_taken_again_for_as_long_as_it_is_good(self, agent, log_in):
        code = code_now()
        with_totp(agent)
        log_in(agent).post("/staff/2fa/authenticate/", {"code": code})
        # What allauth remembers ends before the code does.
        assert cache.delete(f"allauth.mfa.totp.used?user={agent.pk}&code={code}")
        again = log_in(agent)
        page = again.post("/staff/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})
        assert page.status_code == 200
        assert not is_in(again)

    def test_a_code_that_let_in_does_not_let_money_move(self, agent, log_in):
        code = code_now()
        client = log_in(with_totp(agent))
        client.post("/staff/2fa/authenticate/", {"code": code})
        cache.delete(f"allauth.mfa.totp.used?user={agent.pk}&code={code}")
        page = client.post("/staff/2fa/reauthenticate/", {"code": code, "next": "/desk/"})
        assert page.status_code == 200
        assert "Incorrect code" in page.content.decode()

    def test_a_code_that_set_the_factor_up_does_not_let_in(self, agent, log_in):
        client, code = log_in(agent), code_now()
        client.post("/staff/reauthenticate/", {"password": PASSWORD})
        session = client.session
        session["mfa.totp.secret"] = SECRET
        session.save()
        client.post("/staff/2fa/totp/activate/", {"code": code})
        assert Authenticator.objects.filter(user=agent, type="totp").exists()
        other = log_in(agent)
        assert other.post("/staff/2fa/authenticate/", {"code": code}).status_code == 200
        assert not is_in(other)

    def test_a_recovery_code_lets_in_once(self, agent, log_in):
        with_totp(agent)
        code = RecoveryCodes.activate(agent).get_unused_codes()[0]
        first, second = log_in(agent), log_in(agent)
        first.post("/staff/2fa/authenticate/", {"code": code})
        second.post("/staff/2fa/authenticate/", {"code": code})
        assert (is_in(first), is_in(second)) == (True, False)

    def test_its_secret_is_not_readable_in_the_database(self, agent):
        with_totp(agent)
        assert SECRET not in str(Authenticator.objects.get().data)

    def test_a_new_password_keeps_it(self, agent, log_in):
        with_totp(agent)
        client = Client()
        client.post("/staff/password/reset/", {"email": agent.email})
        code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.M).group(1)
        following = client.post(reverse("account_confirm_password_reset_code"), {"code": code})
        new = "two kettles sing at eight"
        client.post(following.headers["Location"], {"password1": new, "password2": new})

        assert Authenticator.objects.filter(user=agent).exists()
        client = log_in(agent, new)
        assert not is_in(client)
        client.post("/staff/2fa/authenticate/", {"code": code_now()})
        assert is_in(client)

    @pytest.mark.parametrize(("role", "sent_away"), [("owner", True), ("manager", True), ("agent", False)])
    def test_owners_and_managers_must_have_one_where_it_is_required(
        self, shop, hire, log_in, settings, role, sent_away
    ):
        settings.HUITOU_MFA_REQUIRED = True
        client = log_in(hire(shop, role))
        answer = client.get(f"/desk/{shop.slug}/")
        assert (answer.headers.get("Location") == "/staff/2fa/") is sent_away

    def test_so_must_the_platforms_people(self, agent, log_in, settings, at):
        settings.HUITOU_MFA_REQUIRED = True
        add_platform_role(staff=agent, role=PlatformRoleName.ARBITRATOR, at=at)
        assert log_in(agent).get("/platform/").headers.get("Location") == "/staff/2fa/"

    def test_who_has_one_is_let_through_and_keeps_the_last_one(self, shop, hire, log_in, settings):
        settings.HUITOU_MFA_REQUIRED = True
        owner = with_totp(hire(shop, "owner"))
        client = log_in(owner)
        client.post("/staff/2fa/authenticate/", {"code": code_now()})
        assert client.get(f"/desk/{shop.slug}/").headers.get("Location") != "/staff/2fa/"
        client.post("/staff/reauthenticate/", {"password": PASSWORD})
        client.post("/staff/2fa/totp/deactivate/")
        assert Authenticator.objects.filter(user=owner, type="totp").exists()
        settings.HUITOU_MFA_REQUIRED = False
        client.post("/staff/2fa/totp/deactivate/")
        assert not Authenticator.objects.filter(user=owner, type="totp").exists()


class TestSessions:
    def test_a_new_password_ends_the_other_sessions(self, agent, log_in):
        here, there = log_in(agent), log_in(agent)
        new = "two kettles sing at eight"
        here.post("/staff/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert (is_in(here), is_in(there)) == (True, False)

    def test_a_new_role_ends_all_sessions(self, shop, hire, log_in, at):
        owner, agent = hire(shop, "owner"), hire(shop, "agent")
        client = log_in(agent)
        assert is_in(client)
        member = agent.memberships.get()
        change_role(membership_id=member.pk, role=StaffRole.READONLY, actor=staff_actor(owner, shop), at=at)
        assert not is_in(client)
        assert is_in(log_in(agent))

    def test_a_role_that_stays_the_same_ends_nothing(self, shop, hire, log_in, at):
        owner, agent = hire(shop, "owner"), hire(shop, "agent")
        client = log_in(agent)
        member = agent.memberships.get()
        change_role(membership_id=member.pk, role=StaffRole.AGENT, actor=staff_actor(owner, shop), at=at)
        assert is_in(client)

    def test_who_is_switched_off_is_out_at_once_and_stays_out(self, agent, log_in):
        client = log_in(agent)
        disable_staff(staff=agent)
        assert not is_in(client)
        assert not is_in(log_in(agent))

    def test_the_list_shows_them_and_ends_the_others(self, agent, log_in):
        here, there = log_in(agent), log_in(agent)
        page = here.get("/staff/sessions/").content.decode()
        assert page.count("from 127.0.0.1") == 2
        here.post("/staff/sessions/")
        assert (is_in(here), is_in(there)) == (True, False)


class TestStepUp:
    def test_a_log_in_counts_for_a_quarter_of_an_hour(self, agent, log_in):
        client = log_in(agent)
        assert recently_authenticated(request_of(client, agent))
        age(client, minutes=14)
        assert recently_authenticated(request_of(client, agent))
        age(client, minutes=2)
        assert not recently_authenticated(request_of(client, agent))

    def test_the_password_renews_it(self, agent, log_in):
        client = log_in(agent)
        age(client, minutes=60)
        client.post("/staff/reauthenticate/", {"password": "wrong"})
        assert not recently_authenticated(request_of(client, agent))
        client.post("/staff/reauthenticate/", {"password": PASSWORD})
        assert recently_authenticated(request_of(client, agent))

    def test_the_address_is_not_changed_without_it(self, agent, log_in):
        client = log_in(agent)
        age(client, minutes=60)
        client.post("/staff/email/", {"email": "thief@example.com", "action_add": "yes"})
        assert mail.outbox == []
        assert set(agent.emailaddress_set.values_list("email", flat=True)) == {agent.email}


def request_of(client: Client, staff: Staff):
    request = RequestFactory().get("/")
    request.session, request.user = client.session, staff
    return request


def age(client: Client, *, minutes: int) -> None:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = min(record["at"], time.time()) - minutes * 60
    session.save()


class TestJoining:
    @pytest.fixture
    def secret(self, shop, hire, at):
        owner = staff_actor(hire(shop, "owner"), shop)
        return secret_of(invite(email="new@example.com", role=StaffRole.AGENT, actor=owner, at=at))

    def test_a_new_person_joins_with_a_name_and_a_password(self, shop, secret):
        client = Client()
        assert client.get("/staff/join/").status_code == 200
        assert client.post("/staff/join/", {"secret": secret}).headers["Location"] == "/staff/join/shop/"
        assert shop.name in client.get("/staff/join/shop/").content.decode()
        weak = client.post("/staff/join/shop/", {"name": "New", "password": "short"})
        assert weak.status_code == 422
        answer = client.post("/staff/join/shop/", {"name": "New", "password": PASSWORD})
        assert answer.headers["Location"] == "/staff/"
        assert is_in(client)
        assert staff_actor(Staff.objects.get(email="new@example.com"), shop).may("cases.agree")

    def test_a_known_person_logs_in_first_and_joins_with_one_button(self, shop, other_shop, hire, secret):
        known = hire(other_shop, "owner", email="new@example.com")
        client = Client()
        client.post("/staff/join/", {"secret": secret})
        away = client.get("/staff/join/shop/").headers["Location"]
        assert away.startswith("/staff/login/")
        back = client.post(away, {"login": known.email, "password": PASSWORD}).headers["Location"]
        assert back == "/staff/join/shop/"
        client.post("/staff/join/shop/")
        assert known.memberships.count() == 2

    def test_an_invented_secret_is_answered_and_limited(self, database):
        client = Client()
        for _ in range(60):
            assert client.post("/staff/join/", {"secret": "x"}).status_code == 410
        assert client.post("/staff/join/", {"secret": "x"}).status_code == 429

    def test_without_a_secret_there_is_nothing_to_join(self, database):
        assert Client().get("/staff/join/shop/").status_code == 410


class TestDemoDoors:
    @pytest.fixture
    def demo(self, open_a_shop, hire, settings):
        settings.HUITOU_DEMO = True
        shop = open_a_shop("demo", demo=True)
        for role in StaffRole:
            hire(shop, role, provider_id=shop.pk if role == StaffRole.WORKSHOP else None)
        return shop

    @pytest.mark.parametrize("role", list(StaffRole))
    def test_one_click_signs_in_as_anybody_of_the_demo(self, demo, role):
        client = Client(headers={"host": "localhost:8000"})
        assert client.get(f"/staff/demo/{role}/").status_code == 302
        assert is_in(client)
        assert client.session["_auth_user_id"] == str(Staff.objects.get(memberships__role=role).pk)

    def test_the_door_can_name_the_shop(self, demo, open_a_shop, hire):
        second = hire(open_a_shop("second", demo=True), "owner", "second@example.com")
        client = Client(headers={"host": "localhost"})
        client.get("/staff/demo/owner/?shop=second")
        assert client.session["_auth_user_id"] == str(second.pk)
        assert Client(headers={"host": "localhost"}).get("/staff/demo/owner/?shop=other").status_code == 404

    def test_the_platforms_person_lands_on_the_platform(self, demo, at):
        add_platform_role(staff=Staff.objects.first(), role=PlatformRoleName.ARBITRATOR, at=at)
        answer = Client(headers={"host": "localhost"}).get("/staff/demo/arbitrator/")
        assert answer.headers["Location"] == "/platform/"

    @pytest.mark.parametrize(
        "request_",
        [
            {"headers": {"host": "shop.example.com"}},
            {"headers": {"host": "localhost", "x-forwarded-for": "127.0.0.1"}},
            {"headers": {"host": "localhost", "forwarded": "for=127.0.0.1"}},
            {"headers": {"host": "localhost"}, "REMOTE_ADDR": "192.168.1.5"},
            {"headers": {"host": "localhost"}, "REMOTE_ADDR": ""},
        ],
    )
    def test_from_anywhere_else_there_is_no_door(self, demo, settings, request_):
        settings.ALLOWED_HOSTS = ["*"]
        answer = Client(**request_).get("/staff/demo/owner/")
        assert answer.status_code == 404
        assert "_auth_user_id" not in answer.client.session

    def test_a_real_installation_has_no_door(self, demo, settings):
        settings.HUITOU_DEMO = False
        assert Client(headers={"host": "localhost"}).get("/staff/demo/owner/").status_code == 404

    def test_real_shops_people_have_no_door(self, shop, hire, settings):
        settings.HUITOU_DEMO = True
        hire(shop, "owner")
        assert Client(headers={"host": "localhost"}).get("/staff/demo/owner/").status_code == 404

    def test_a_foreign_page_cannot_push_somebody_in(self, demo):
        client = Client(headers={"host": "localhost", "sec-fetch-site": "cross-site"})
        page = client.get("/staff/demo/owner/")
        assert page.status_code == 200
        assert not is_in(client)


@pytest.mark.parametrize(
    ("facts", "proxies", "address"),
    [
        ({"REMOTE_ADDR": "203.0.113.7"}, 0, "203.0.113.7"),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, 0, "203.0.113.7"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.7"}, 1, "203.0.113.7"),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7, 10.0.0.2"}, 2, "203.0.113.7"),
        ({"REMOTE_ADDR": "10.0.0.1"}, 1, "10.0.0.1"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, 0, "2001:db8:1:2::/64"),
        ({"REMOTE_ADDR": "::ffff:203.0.113.7"}, 0, "203.0.113.7"),
        ({"REMOTE_ADDR": ""}, 0, "unknown"),
    ],
)
def test_the_clients_address_is_the_one_that_nobody_can_make_up(settings, facts, proxies, address):
    settings.HUITOU_TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/")
    request.META |= facts
    assert client_address(request) == address


def test_a_host_that_only_looks_like_this_machine_is_not(settings):
    settings.ALLOWED_HOSTS = ["*"]
    for host in ("localhost.example.com", "127.0.0.1.example.com", "0.0.0.0"):
        request = RequestFactory().get("/", headers={"host": host})
        assert not is_loopback(request), host
    for host in ("localhost:8000", "127.0.0.1", "[::1]:80"):
        assert is_loopback(RequestFactory().get("/", headers={"host": host})), host


def test_old_codes_sessions_and_counters_are_cleared(shop, at):
    from huitou.accounts.buyers import request_code
    from huitou.accounts.jobs import clear
    from huitou.accounts.models import AttemptCount, CodeChallenge
    from huitou.core.tenancy import in_shop

    request_code(shop_id=shop.pk, order_number="1", contact="a", client="c", found=None, at=at)
    clear(at=at + timedelta(hours=12))
    with in_shop(shop):
        assert CodeChallenge.objects.count() == 1
    clear(at=at + timedelta(hours=26))
    with in_shop(shop):
        assert CodeChallenge.objects.count() == 0
    assert AttemptCount.objects.count() == 0


def test_what_is_over_does_not_stay_in_the_database(database, at):
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    from huitou.accounts.jobs import clear

    over, living = SessionStore(), SessionStore()
    over.set_expiry(-60)
    for session in (over, living):
        session.save()
    cache.set("over", 1, timeout=60)
    cache.set("living", 1, timeout=600)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE huitou_cache SET expires = now() - interval '1 second' WHERE cache_key LIKE '%:over'")
        clear(at=at)
        cursor.execute("SELECT cache_key FROM huitou_cache WHERE cache_key SIMILAR TO '%:(over|living)'")
        assert cursor.fetchall() == [(":1:living",)]
    assert [row.session_key for row in Session.objects.all()] == [living.session_key]
