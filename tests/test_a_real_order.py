"""From eight thousand orders that nobody here made to the money back of one of them, through the pages.

The data lies beside the repository; without it the test is skipped and says so.
"""

from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huitou.accounts.access import staff_actor
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import add_member, create_staff, open_shop
from huitou.cases.models import Case
from huitou.core.deadlines import sweep_deadlines
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods, arrive
from huitou.notifications.models import Mail
from huitou.orders.connectors.olist.adapter import OlistFolder
from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.drafts import OrderDraft
from huitou.orders.imports import Job, run
from huitou.orders.models import Order, Payment
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import Parcel
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Refund
from tests.environment import ROOT
from tests.portal.reading import hidden, words
from tests.portal.test_look_up import mailed_code
from tests.worlds import picture

FOLDER = ROOT.parent / "shared" / "data" / "olist" / "orders_8000"
OPTIONS = ReadOptions("BRL", ZoneInfo("America/Sao_Paulo"))
HOME = "/s/olist/"


@pytest.fixture
def shop(database, clock, settings):
    """A Brazilian shop whose policy has been in force for years, with an agent."""
    if not FOLDER.exists():
        pytest.skip("the real data shared/data/olist/orders_8000 is not beside the repository")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    long_ago = clock.now() - timedelta(days=2000)
    # A demo shop: its payments are at the sandbox, which pays back by itself.
    opened = open_shop(
        slug="olist", name="Olist", currency="BRL", timezone="America/Sao_Paulo", locale="en", country="BR",
        demo=True, at=long_ago,
    )  # fmt: skip
    owner = create_staff(
        email="owner@example.com", name="Owner", password=None, locale="en", at=long_ago, verified=True
    )
    add_member(shop=opened, staff=owner, role=StaffRole.OWNER, at=long_ago)
    opened.owner_actor = staff_actor(owner, opened)
    document = preset_for("BR", currency="BRL", timezone="America/Sao_Paulo")
    draft = save_draft(document=document, actor=opened.owner_actor, at=long_ago)
    publish(version=draft, actor=opened.owner_actor, at=long_ago)
    return opened


@pytest.fixture
def imported(shop, clock, tmp_path):
    """All orders, moved to today; every customer reachable at a reserved example address."""
    records = (one for one in OlistFolder().read([FOLDER], OPTIONS) if isinstance(one, OrderDraft))
    rows = [f"{one.customer.aliases[0]},buyer-{place}@example.com" for place, one in enumerate(records)]
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("customer_id,email\n" + "\n".join(rows) + "\n")
    job = Job(OlistFolder(), [FOLDER], OPTIONS, contacts=contacts, shift_to_today=True, then=write_parcels)
    return run(job, actor=shop.owner_actor, at=clock.now())


@pytest.mark.sweep
@pytest.mark.slow
def test_a_real_order_goes_all_the_way(shop, imported, clock):
    assert (imported.new, imported.moved_by_days > 2000) == (8000, True)
    order, email = a_recent_delivery(shop, clock)
    buyer = Client(headers={"accept-language": "en"})
    look_up(buyer, order, email, shop)
    assert order.number in words(buyer.get(f"{HOME}orders/{order.number}/"))
    path = f"{HOME}orders/{order.number}/apply/"
    photo = SimpleUploadedFile("photo.jpg", picture().getvalue(), "image/jpeg")
    assert buyer.get(path, {"step": "why", "i1": "1"}).status_code == 200
    assert buyer.post(f"{path}?step=why&i1=1&r=damaged", {"do": "photo", "photo": photo}).status_code == 302
    how = buyer.get(path, {"step": "how", "i1": "1", "r": "damaged", "kind": "return_and_refund"})
    text = words(how)
    assert "R$" in text
    assert "Rule 2." in text
    sent = buyer.post(path, hidden(how, "send"))
    with in_shop(shop):
        case = Case.objects.select_related("sheet").get(order=order)
    assert (sent.status_code, sent["location"]) == (302, f"{HOME}cases/{case.ref}/")
    assert case.state == "requested"

    clock.forward(hours=48)
    assert sweep_deadlines(at=clock.now()) == 1
    run_pending()
    look_up(buyer, order, email, shop)  # two days later, the session is over
    page = f"{HOME}cases/{case.ref}/"
    assert buyer.get(page).status_code == 200
    given = {"way": "own_parcel", "carrier": "correios", "tracking_number": "AA123456785BR"}
    assert buyer.post(f"{page}hand_over/", given).status_code == 302
    with in_shop(shop):
        goods = Case.objects.select_related("goods_return").get(pk=case.pk).goods_return
    arrive(goods_return=goods, actor=shop.owner_actor, at=clock.now())
    accept_goods(goods_return=goods, actor=shop.owner_actor, at=clock.now())
    run_pending()

    with in_shop(shop):
        case = Case.objects.select_related("sheet").get(pk=case.pk)
        refunds = list(Refund.objects.filter(cause_id=case.pk))
        assert case.state == "resolved"
        assert sum(refund.paid_minor for refund in refunds) == case.sheet.total_minor > 0
        for payment in Payment.objects.filter(order=order):
            held = payment.captured_minor - payment.refunded_minor
            assert balance(f"payment:{payment.pk}", "BRL").minor == held
        verify_chain(Event.objects.filter(subject_id=case.pk).order_by("seq"))
        told = list(Mail.objects.filter(about_id=case.pk).values_list("to_email", flat=True))
    paid_there = Payout.objects.filter(account=str(shop.pk)).values_list("key", "amount_minor")
    assert sorted(paid_there) == sorted((refund.key, refund.amount_minor) for refund in refunds)
    assert {email, "owner@example.com"} <= set(told)
    assert "Done: R$" in words(buyer.get(page))


def look_up(buyer, order, email, shop):
    """In by the order's number and the address that its buyer has, with the code that was mailed there."""
    asked = buyer.post(HOME, {"number": order.number, "contact": email})
    assert (asked.status_code, asked["location"]) == (302, f"{HOME}code/")
    entered = buyer.post(f"{HOME}code/", {"code": mailed_code(SimpleNamespace(shop=shop))})
    assert (entered.status_code, entered["location"]) == (302, f"{HOME}orders/{order.number}/")


def a_recent_delivery(shop, clock):
    """An order that was delivered lately and paid, and its buyer's address."""
    with in_shop(shop):
        parcels = Parcel.objects.filter(delivered_at__isnull=False).order_by("-delivered_at")
        for parcel in parcels.select_related("order__customer__contact")[:20]:
            if Order.objects.filter(pk=parcel.order_id, payments__captured_minor__gt=0).exists():
                return parcel.order, parcel.order.customer.contact.email
    raise AssertionError("no order was delivered")
