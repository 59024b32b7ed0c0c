"""Deciding on the desk: from the queue and from the case, what comes back on a mistake, and what is never done."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from huitou.accounts.models import ApiToken, Membership
from huitou.cases.models import Case, Evidence, Offer
from huitou.cases.verbs import offer as make_offer
from huitou.core.actors import Role
from huitou.core.tenancy import in_shop
from huitou.logistics.models import ReturnLine
from huitou.notifications.models import Mail, MailState
from huitou.orders.models import CustomerContact
from huitou.parcels.models import Parcel
from tests.desk.conftest import goods_here
from tests.worlds import picture


def act(world, case, action, **body):
    return reverse("desk:act", args=[world.shop.slug, case.ref, action]), {"subject": "", **body}


def case_now(world, case):
    with in_shop(world.shop):
        return Case.objects.select_related("sheet", "goods_return").get(pk=case.pk)


def test_agreeing_in_the_queue_says_how_it_stands(world, desk, asked):
    path, body = act(world, asked, "agree", seen=case_now(world, asked).sheet.digest)
    answer = desk("agent").post(path, body, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Agreed:" in answer.content.decode()
    assert case_now(world, asked).state == "awaiting_goods"


def test_a_button_of_an_old_page_does_not_agree_to_another_sum(world, desk, asked):
    path, body = act(world, asked, "agree", seen="of the sheet before")
    answer = desk("agent").post(path, body)
    assert answer.status_code == 409
    assert "has changed the request" in answer.content.decode()
    assert case_now(world, asked).state == "requested"


def test_a_refusal_without_words_keeps_what_was_chosen(world, desk, asked):
    path, body = act(world, asked, "refuse", reason="used", note="")
    answer = desk("agent").post(path, body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write to the buyer in a sentence why you refuse" in page
    assert '<option value="used" selected>' in page
    assert case_now(world, asked).state == "requested"


def test_a_second_answer_changes_nothing(world, desk, asked):
    client = desk("agent")
    path, body = act(world, asked, "agree")
    assert client.post(path, body).status_code == 302
    before = case_now(world, asked)
    again, words = act(world, asked, "refuse", reason="other", note="改主意了。")
    answer = client.post(again, words)
    assert answer.status_code == 409
    assert "can no longer be done" in answer.content.decode()
    assert case_now(world, asked).chain_length == before.chain_length


@pytest.mark.parametrize("amount", ["0", "-5", "abc", "99999", ""])
def test_an_offer_out_of_bounds_is_explained_at_its_field(world, desk, asked, amount):
    path, body = act(world, asked, "offer", amount=amount, keeps_goods="yes", note="想留下吗？")
    answer = desk("agent").post(path, body)
    assert answer.status_code == 422
    assert "想留下吗？" in answer.content.decode()
    assert "field-error" in answer.content.decode()
    assert case_now(world, asked).state == "requested"


def test_an_offer_is_previewed_as_it_will_be_made(world, desk, asked):
    client = desk("agent")
    path = reverse("desk:offer_preview", args=[world.shop.slug, asked.ref])
    page = client.get(path, {"amount": "20", "keeps_goods": "yes"}).content.decode()
    assert "CN¥20.00" in page
    path, body = act(world, asked, "offer", amount="20", keeps_goods="yes", note="")
    assert client.post(path, body).status_code == 302
    with in_shop(world.shop):
        made = Offer.objects.get(case=asked)
    assert (made.amount_minor, made.keeps_goods) == (2_000, True)


def test_goods_are_contested_with_counts_and_a_photo(world, desk):
    case = goods_here(world, cups=2)
    with in_shop(world.shop):
        line = ReturnLine.objects.get(goods_return=case.goods_return_id)
    client = desk("agent")
    wrong = {f"{name}_{line.order_line_id}": "0" for name in ("good", "wrong", "damaged", "missing")}
    path, body = act(world, case, "contest_goods", damaged_percent="50", disposition="refurbish", **wrong)
    answer = client.post(path, body)
    assert answer.status_code == 422
    assert "Count every piece" in answer.content.decode()
    right = wrong | {f"good_{line.order_line_id}": "1", f"damaged_{line.order_line_id}": "1"}
    path, body = act(world, case, "contest_goods", damaged_percent="50", disposition="refurbish", **right)
    file = picture()
    file.name = "found.jpg"
    assert client.post(path, body | {"photo": file}).status_code == 302
    from huitou.core.jobs import run_pending

    run_pending()
    after = case_now(world, case)
    assert after.state == "contested"
    with in_shop(world.shop):
        assert Evidence.objects.filter(case=case, role=Role.MERCHANT).count() == 1


def test_the_shop_opens_a_case_for_a_buyer_who_called(world, desk):
    order = world.order()
    line = world.line(order, "cup")
    client = desk("agent")
    path = reverse("desk:open_case", args=[world.shop.slug, order.number])
    chosen = {f"pieces_{line.pk}": "1", "reason": "damaged", "kind": "return_and_refund", "note": "电话里说碎了"}
    shown = client.post(path, chosen)
    assert shown.status_code == 200
    seen = re.search(r'name="seen" value="(\d+)"', shown.content.decode()).group(1)
    assert client.post(path, chosen | {"seen": "1"}).status_code == 409
    assert client.post(path, chosen | {"seen": seen}).status_code == 302
    with in_shop(world.shop):
        assert Case.objects.get().state == "awaiting_goods"


def test_a_parcel_recorded_by_hand_starts_the_clock(world, desk):
    order = world.order(shipped=False, delivered_days_ago=None)
    client = desk("agent")
    slug = world.shop.slug
    sent = client.post(
        reverse("desk:announce_parcel", args=[slug, order.pk]), {"carrier": "sf", "tracking_number": "SF1"}
    )
    assert sent.status_code == 302
    with in_shop(world.shop):
        parcel = Parcel.objects.get()
    path = reverse("desk:record_parcel", args=[slug, parcel.ref])
    ahead = (world.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(path, {"state": "delivered", "occurred_at": ahead}).status_code == 422
    assert client.post(path, {"state": "delivered"}).status_code == 302
    with in_shop(world.shop):
        assert Parcel.objects.get().delivered_at is not None


def test_a_mail_is_shown_where_nothing_of_it_can_run(world, desk, asked):
    from huitou.core.jobs import run_pending

    run_pending()
    with in_shop(world.shop):
        mail = Mail.objects.first()
    client = desk("agent")
    page = client.get(reverse("desk:mail", args=[world.shop.slug, mail.pk])).content.decode()
    assert '<iframe class="mail-frame" sandbox src=' in page
    shown = client.get(reverse("desk:mail_shown", args=[world.shop.slug, mail.pk]))
    policy = shown["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_a_bounced_mail_stands_first_and_goes_out_again(world, desk, asked):
    from huitou.core.jobs import run_pending

    run_pending()
    with in_shop(world.shop):
        mail = Mail.objects.order_by("queued_at").first()
        Mail.objects.filter(pk=mail.pk).update(state=MailState.BOUNCED, last_error="bounce_5.1.1")
    client = desk("owner")
    page = client.get(reverse("desk:mails", args=[world.shop.slug])).content.decode()
    assert page.index("Did not arrive") < page.index("All, newest first")
    path = reverse("desk:mail_resend", args=[world.shop.slug, mail.pk])
    assert client.post(path, {"to_email": "no address"}).status_code == 422
    assert client.post(path, {"to_email": "right@example.com"}).status_code == 302
    with in_shop(world.shop):
        assert Mail.objects.get(pk=mail.pk).to_email == "right@example.com"


def test_a_token_is_shown_once(world, desk):
    client = desk("owner")
    path = reverse("desk:tokens", args=[world.shop.slug])
    made = client.post(path, {"label": "ERP", "role": "agent"})
    token = ApiToken.objects.get()
    assert f"{token.prefix}" in made.content.decode()
    plain = made.content.decode().split('data-copy="')[1].split('"')[0]
    assert plain.startswith("huitou_")
    assert plain not in client.get(path).content.decode()


def test_the_last_owner_stays(world, desk):
    client = desk("owner")
    membership = Membership.objects.get(shop=world.shop, role="owner")
    path = reverse("desk:change_role", args=[world.shop.slug, membership.pk])
    answer = client.post(path, {"role": "agent"}, follow=True)
    assert "The shop needs an owner" in answer.content.decode()
    assert Membership.objects.get(pk=membership.pk).role == "owner"


def test_a_customer_is_erased_after_the_number_is_typed_again(world, desk):
    order = world.order()
    client = desk("owner")
    path = reverse("desk:erase_customer", args=[world.shop.slug])
    assert "陈小暖" in client.get(path, {"number": order.number}).content.decode()
    body = {"customer": str(order.customer_id), "number": order.number}
    assert client.post(path, body | {"confirmed": "another"}).status_code == 422
    with in_shop(world.shop):
        assert CustomerContact.objects.get(customer_id=order.customer_id).name == "陈小暖"
    assert client.post(path, body | {"confirmed": order.number}).status_code == 302
    with in_shop(world.shop):
        assert CustomerContact.objects.get(customer_id=order.customer_id).name == ""


def test_what_changed_meanwhile_is_announced_not_inserted(world, desk, asked):
    client = desk("agent")
    path = reverse("desk:changes", args=[world.shop.slug])
    known = f"{asked.pk}:requested"
    assert "new:" not in client.get(path, {"known": known}).content.decode()
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    make_offer(case=asked, amount_minor=2_000, actor=world.agent, at=world.now)
    page = client.get(path, {"known": known}).content.decode()
    assert "1 new: show it" in page
    assert known in page


def test_the_shop_opens_one_case_for_items_with_different_wishes(world, desk):
    order = world.order()
    cup, pot = world.line(order, "cup"), world.line(order, "pot")
    client = desk("agent")
    path = reverse("desk:open_case", args=[world.shop.slug, order.number])
    chosen = {
        f"pieces_{cup.pk}": "1", f"pieces_{pot.pk}": "1", "reason": "damaged", "kind": "return_and_refund",
        f"kind_{pot.pk}": "exchange", f"reason_{pot.pk}": "defective",
    }  # fmt: skip
    shown = client.post(path, chosen)
    assert shown.status_code == 200
    fields = dict(re.findall(r'name="(seen|seen_extra)" value="(\d+)"', shown.content.decode()))
    assert client.post(path, chosen | fields | {"seen_extra": "7"}).status_code == 409
    assert client.post(path, chosen | fields).status_code == 302
    with in_shop(world.shop):
        case = Case.objects.get()
        lines = {line.order_line.external_id: (line.kind, line.reason) for line in case.lines.all()}
    assert (case.kind, case.state) == ("mixed", "awaiting_goods")
    assert lines == {"cup": ("return_and_refund", "damaged"), "pot": ("exchange", "defective")}
