"""Every page of the desk answers, in every language, with nothing in it and with much in it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import Order
from huitou.parcels.models import Parcel
from huitou.refunds.models import Refund
from tests.desk.conftest import goods_here, with_offer

LISTS = ("queue", "orders", "returns", "refunds", "mails", "policies", "policy_draft", "settings", "brand", "people",
         "tokens", "import_orders", "erase_customer")  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_lists_answer_when_empty(world, desk, name, language):
    client = desk("owner")
    client.cookies["huitou_language"] = language
    answer = client.get(reverse(f"desk:{name}", args=[world.shop.slug]))
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode() or language != "en"
    assert answer["Cache-Control"] == "no-store"


def test_every_page_of_a_full_shop(world, desk, asked):
    goods_here(world)
    with_offer(world)
    paid = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    unsent = world.order(shipped=False, delivered_days_ago=None, gateway="offline")
    by_hand = world.apply(unsent, kind="refund_only", cups=1)
    disputed = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=disputed, reason="claim_not_shown", note="看不到破损。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        order = Order.objects.get(pk=disputed.order_id)
    call_in_platform(case=disputed, note="请看杯底。", actor=world.buyer(order), at=world.now)
    run_pending()
    client = desk("owner")
    slug = world.shop.slug
    paths = [reverse(f"desk:{name}", args=[slug]) for name in LISTS]
    with in_shop(world.shop):
        refund = Refund.objects.get(cause_id=paid.pk)
        mail = Mail.objects.first()
        parcel = Parcel.objects.first()
        paths += [reverse("desk:case", args=[slug, case.ref]) for case in type(asked).objects.all()]
        paths += [reverse("desk:order", args=[slug, one.number]) for one in Order.objects.all()[:2]]
        photo = asked.evidence.first()
    paths += [
        reverse("desk:refund", args=[slug, refund.ref]),
        reverse("desk:mail", args=[slug, mail.pk]),
        reverse("desk:mail_shown", args=[slug, mail.pk]),
        reverse("desk:policy", args=[slug, 1]),
        reverse("desk:open_case", args=[slug, order.pk]),
        reverse("desk:announce_parcel", args=[slug, order.pk]),
        reverse("desk:record_parcel", args=[slug, parcel.ref]),
        reverse("desk:act", args=[slug, asked.ref, "refuse"]),
        reverse("desk:act", args=[slug, asked.ref, "offer"]),
        reverse("desk:act", args=[slug, asked.ref, "agree"]),
        reverse("desk:photo", args=[slug, asked.ref, photo.pk]),
        reverse("desk:offer_preview", args=[slug, asked.ref]) + "?amount=20&keeps_goods=yes",
        reverse("desk:changes", args=[slug]) + "?known=x:y",
        reverse("desk:returns", args=[slug]) + "?state=coming",
        reverse("desk:orders", args=[slug]) + "?q=buyer@example.com",
        reverse("platform:shop", args=[slug]),
        reverse("platform:case", args=[slug, disputed.ref]),
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.content[:500])
    told = client.get(reverse("desk:case", args=[slug, by_hand.ref])).content.decode()
    assert "No machine can pay this refund: the shop pays it by hand." in told
    home = client.get(reverse("platform:home"))
    assert home.status_code == 302


def test_nobody_is_asked_to_log_in_first(world):
    answer = Client().get(reverse("desk:queue", args=[world.shop.slug]))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/login/?next=")


def test_the_policy_page_gives_the_tag_for_the_shops_own_pages(world, desk, settings):
    page = desk("manager").get(f"/desk/{world.shop.slug}/policies/").content.decode()
    address = f"{settings.HUITOU_PUBLIC_URL}/s/{world.shop.slug}/policy/embed.js"
    tag = f'<script src="{address}" data-part="summary" data-lang="{world.shop.locale}"></script>'
    assert page.count(escape(tag)) == 2  # as text, and for the key that copies it
    assert tag not in page
    assert "First name your website" in page
