"""Mails about parcels that are measured: only where the shop and the reader allow it, by people or by machines."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client

from huitou.accounts.buyers import door_to
from huitou.core.errors import Forbidden
from huitou.core.models import Shop
from huitou.core.personal_registry import holding
from huitou.core.tenancy import in_shop
from huitou.news.models import Telling
from huitou.notifications.measuring import followed_token, mail_followed, measures_of
from huitou.notifications.models import Mail, MailTrace, NewsPreference
from huitou.notifications.verbs import choose_news
from huitou.orders.models import Order, Payment
from huitou.orders.verbs import ask_erasure
from huitou.retention.queries.mails import mail_figures
from huitou.retention.verbs import set_measuring
from huitou.retention.verbs.measuring import StatisticsIdMalformed
from tests.news.telling import Post, morning
from tests.worlds import World, build_world

PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE = "Mozilla/5.0"
OFF = {"opens": False, "clicks": False, "gtag": "", "baidu": ""}
MAILS = OFF | {"opens": True, "clicks": True}


@pytest.fixture
def post(once, clock, settings):
    """A shop that measures its mails, at ten in the morning."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def build():
        world = build_world(clock)
        world.hire("agent")
        set_measuring(**MAILS, actor=world.hire("manager"), at=world.now)
        return world

    built = once(build)
    morning(clock)
    outbox.outbox = []
    return Post(World(Shop.objects.get(pk=built.shop.pk), clock, dict(built.staff)))


def sent(post):
    """The one mail that went out when a parcel left: its row, and its HTML as it went."""
    parcel = post.parcel()
    post.by_hand(parcel, "collected")
    post.later(minutes=4)
    [mail] = post.mails()
    letter = next(one for one in outbox.outbox if one.extra_headers["Message-ID"] == mail.message_id)
    return mail, letter


def fetched(url, browser=PERSON, **headers):
    path = "/s/" + url.partition("/s/")[2].partition("#")[0]
    return Client(HTTP_USER_AGENT=browser).get(path, headers=headers)


def trace(post):
    with in_shop(post.world.shop):
        one = MailTrace.objects.first()
    names = ("opened", "fetched", "followed", "probed")
    return {name for name in names if one is not None and getattr(one, f"{name}_at") is not None}


def addresses(html):
    return re.findall(r'href="([^"]+)"', html), re.findall(r'<img src="([^"]+/m/[^"]+)"', html)


def test_people_and_machines_are_kept_apart_and_links_lead_where_the_mail_said(post):
    mail, letter = sent(post)
    html = letter.alternatives[0][0]
    links, [picture] = addresses(html)
    [led] = [link for link in links if "/m/" in link]
    # Our own copy holds neither, the plain text leads straight on, and no way out of mails is led through us.
    assert "/m/" not in mail.html + letter.body
    assert "/enter/?to=" in letter.body
    assert "/m/" not in letter.extra_headers["List-Unsubscribe"] + "".join(x for x in links if "preferences" in x)
    post.world.clock.forward(minutes=1)
    for browser in (GMAIL, APPLE):
        answer = fetched(picture, browser)
        assert (answer["Content-Type"], answer["Cache-Control"], len(answer.cookies)) == ("image/gif", "no-store", 0)
    assert fetched(led, "Mozilla/5.0 (compatible; Proofpoint)").status_code == 302
    assert trace(post) == {"fetched", "probed"}
    fetched(picture)
    landed = fetched(led)
    assert trace(post) == {"fetched", "probed", "opened", "followed"}
    secret = led.partition("#")[2]
    shop = post.world.shop
    with in_shop(shop):
        ref = Telling.objects.get().ref
    # The browser carries the secret on: no server of ours sees it.
    assert len(secret) > 40
    assert secret not in landed["Location"]
    assert landed["Location"] == door_to(shop, f"/s/teahouse/orders/{post.order.number}/parcels/?news={ref}", "")[:-1]
    first = trace_row(post).opened_at
    post.world.clock.forward(minutes=5)
    fetched(picture)
    assert trace_row(post).opened_at == first


def trace_row(post):
    with in_shop(post.world.shop):
        return MailTrace.objects.get()


def test_what_was_not_made_here_leads_nowhere_and_tells_nothing(post):
    mail, letter = sent(post)
    _links, [picture] = addresses(letter.alternatives[0][0])
    led = next(link for link in _links if "/m/" in link)
    token = led.partition("/m/")[2].partition("/")[0]
    assert fetched(led.replace(token, token[:-3] + "AAA")).status_code == 404
    known, unknown = fetched(picture), fetched(picture.replace(".gif", "x.gif"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    # A place outside leads to our own door only, which refuses it; and a token is good in its own shop.
    landed = fetched(f"/s/teahouse/m/{followed_token(mail, 'https://evil.example/')}/")["Location"]
    assert landed.startswith(door_to(post.world.shop, "", "").partition("#")[0])
    other = build_world(post.world.clock, "elsewhere")
    assert mail_followed(other.shop.pk, token) is None
    assert trace(post) == {"fetched", "probed"}  # all of it within seconds after the mail went out


def test_nothing_is_measured_where_it_is_off_or_not_agreed_to(post):
    manager = post.world.hire("manager")
    with pytest.raises(Forbidden):
        set_measuring(**OFF, actor=post.world.agent, at=post.now)
    set_measuring(**OFF, actor=manager, at=post.now)
    _mail, letter = sent(post)
    assert "/m/" not in letter.alternatives[0][0]
    set_measuring(**MAILS, actor=manager, at=post.now)
    shop, order = Shop.objects.get(pk=post.world.shop.pk), post.order

    def measures(country, measured):
        with in_shop(shop):
            NewsPreference.objects.filter(customer_id=order.customer_id).update(measured=measured)
            return measures_of(shop, order.customer_id, country)

    assert measures("CN", "") == "oc"  # nothing was ever chosen
    wishes = {"levels": {}, "media": [], "locale": "", "quiet_from": None, "quiet_until": None, "timezone": ""}
    choose_news(customer_id=order.customer_id, **wishes, actor=post.world.buyer(order), at=post.now, measured="no")
    assert [measures(*one) for one in (("CN", "no"), ("CN", ""), ("DE", ""), ("DE", "yes"), ("GB", ""))] == [
        "", "oc", "", "oc", "",
    ]  # fmt: skip
    shop.country = "FR"
    assert [measures(*one) for one in (("CN", ""), ("CN", "yes"))] == ["", "oc"]


def test_a_reader_who_says_no_later_or_is_erased_leaves_nothing(post):
    _mail, letter = sent(post)
    _links, [picture] = addresses(letter.alternatives[0][0])
    post.world.clock.forward(minutes=1)
    fetched(picture)
    assert trace(post) == {"opened"}
    wishes = {"levels": {}, "media": [], "locale": "", "quiet_from": None, "quiet_until": None, "timezone": ""}
    choose = {"customer_id": post.order.customer_id, **wishes, "actor": post.world.buyer(post.order), "at": post.now}
    choose_news(**choose, measured="no")
    fetched(picture)
    assert trace(post) == set()
    choose_news(**choose, measured="yes")
    fetched(picture)
    assert trace(post) == {"opened"}
    ask_erasure(customer_id=post.order.customer_id, actor=post.world.hire("owner"), at=post.now)
    fetched(picture)
    assert trace(post) == set()
    assert holding("mail_trace").keep_days() == 120


def test_the_figures_hold_bounds_and_orders_net_of_refunds(post):
    mail, letter = sent(post)
    links, [picture] = addresses(letter.alternatives[0][0])
    post.world.clock.forward(minutes=1)
    fetched(picture, GMAIL)
    post.world.clock.forward(hours=1)
    shop = post.world.shop
    with in_shop(shop):
        Mail.objects.create(
            shop=shop, key="news:3", message_id="odd", state="bounced", locale="en", queued_at=post.now,
            about_type="parcels.parcel", about_id=mail.about_id,
        )  # fmt: skip
        told = {one.kind: one for one in mail_figures(shop, post.now)}
    one = told["news.shipped"]
    assert (one.gone, one.picture, one.opened, one.fetched, one.led, one.people, one.ordered) == (1, 1, 0, 1, 1, 1, 0)
    assert (one.opening.least, one.opening.most) == (0.0, 1.0)
    assert (told["news"].written, told["news"].lost) == (1, 1)
    again = post.world.order()
    with in_shop(shop):
        Order.objects.filter(pk=again.pk).update(customer_id=post.order.customer_id, placed_at=post.now, state="placed")
        Payment.objects.filter(order=again).update(refunded_minor=10_000)
        [unpaid] = [one for one in mail_figures(shop, post.now) if one.kind == "news.shipped"]
        Order.objects.filter(pk=again.pk).update(state="paid")
    fetched(next(link for link in links if "/m/" in link))
    with in_shop(shop):
        [paid] = [one for one in mail_figures(shop, post.now) if one.kind == "news.shipped"]
    assert (unpaid.ordered, paid.ordered, paid.net_minor) == (0, 1, 3 * 10_000 - 1_000 + 50_000 - 10_000)
    assert (paid.opened, paid.fetched, paid.followed) == (1, 0, 1)


@pytest.mark.parametrize("wrong", [{"gtag": "G-1');alert(1)"}, {"gtag": "UA-1-1"}, {"baidu": "A" * 32}, {"baidu": "x"}])
def test_an_id_that_nobody_gives_out_is_refused(post, wrong):
    with pytest.raises(StatisticsIdMalformed):
        set_measuring(**(OFF | wrong), actor=post.world.hire("manager"), at=post.now)
    assert Shop.objects.get(pk=post.world.shop.pk).measuring == {"opens": True, "clicks": True}
