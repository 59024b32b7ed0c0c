"""A shop with one of everything, and a browser for each visitor: for the walks over every page."""

import copy
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.models import ApiToken, Invitation, Membership
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.accounts.verbs import (
    add_member,
    add_platform_role,
    create_staff,
    create_token,
    invite,
    invite_to_platform,
    want_domain,
)
from huitou.cases.disputes.templates import ours
from huitou.cases.models import Case, Evidence, Message, Offer
from huitou.cases.verbs import call_in_platform, offer, refuse
from huitou.changes.deliveries.verbs import ask_for_delivery
from huitou.changes.verbs import ask_for_cancellation
from huitou.claims.models import CarrierClaim
from huitou.core.actions import perform
from huitou.core.actors import system_actor
from huitou.core.ids import new_id, new_ref
from huitou.core.jobs import run_pending
from huitou.core.models import Event, Shop
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.instant.models import Advance, InstantRules
from huitou.instant.verbs import set_rules as set_instant_rules
from huitou.logistics.models import GoodsReturn, PickUp
from huitou.logistics.verbs.return_settings import add_provider
from huitou.notifications.models import ChannelAccount, ContactPoint, Mail, MailState, NewsPreference, ShortMessage
from huitou.notifications.preference_links import preferences_address
from huitou.notifications.queries import newest_mails
from huitou.notifications.verbs import add_contact_point, keep_channel_account, send_short
from huitou.orders.models import CustomerContact, ImportRun, OwedByHand, PaidFor, Variant
from huitou.orders.verbs import mark_product, owe_by_hand, save_variants
from huitou.orders.verbs.save_variants import VariantDraft
from huitou.parcels.carriers.easypost.adapter import sign
from huitou.parcels.models import CarrierAccount, CodeMeaning, Parcel, RefusedPush
from huitou.parcels.verbs import keep_carrier_account
from huitou.policies.models import PolicyVersion
from huitou.policies.verbs import save_draft
from huitou.portal.session import SESSION
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.models import Chargeback, Discrepancy, GatewayAccount, Refund
from huitou.refunds.verbs import hear_chargeback, issue_notes, keep_account
from huitou.retention.models import Contact, Coupon
from huitou.retention.verbs import add_coupon, ask_about_parcel
from huitou.services.models import Repair
from tests.desk.conftest import client_of, goods_here
from tests.insurance import insuring
from tests.worlds import PASSWORD, build_world


@dataclass(frozen=True)
class Route:
    """`visitors` as above; `post` is sent by POST. `args` name things of the furnished shop."""

    visitors: str
    args: tuple[str, ...] = ("slug",)
    post: dict[str, str] | None = None
    query: str = ""


@dataclass
class Furnished:
    """A shop with one of everything, and a browser for each visitor."""

    world: Any
    things: dict[str, str]
    clients: dict[str, Client] = field(default_factory=dict)

    def path(self, name: str, route: Route) -> str:
        return reverse(name, args=[self.things.get(arg, arg) for arg in route.args]) + route.query

    def body(self, route: Route) -> dict[str, str]:
        return {key: value.format(**self.things) for key, value in (route.post or {}).items()}

    def letter(self, answer: Any, path: str) -> str:
        """What the answer means."""
        answer.close()
        if answer.status_code in (403, 404):
            return {403: "F", 404: "N"}[answer.status_code]
        if answer.status_code == 302:
            to = answer["Location"].split("?")[0]
            home = f"/s/{self.world.shop.slug}/"
            return "L" if to == "/staff/login/" or (to == home and path != f"{home}leave/") else "Y"
        assert answer.status_code in (200, 204, 400, 409, 410, 422, 429), (path, answer.status_code)
        return "Y"

    def state(self) -> tuple[Any, ...]:
        """What a refusal must leave as it is."""
        with in_shop(self.world.shop):
            counted: list[type[Model]] = [
                GatewayAccount, CarrierAccount, CodeMeaning, Event, Case, Offer, Message, Evidence, Mail, Refund,
                Parcel, PolicyVersion, InstantRules, ChannelAccount, ContactPoint, NewsPreference, ShortMessage,
                Contact, Coupon,
            ]  # fmt: skip
            counts = [model._default_manager.count() for model in counted]
            contacts = list(CustomerContact.objects.order_by("pk").values_list("name", "erased_at"))
        shop = Shop.objects.filter(pk=self.world.shop.pk).values().get()
        people = sorted(Membership.objects.values_list("pk", "role"))
        tokens = sorted(ApiToken.objects.values_list("pk", "revoked_at"))
        asked_in = sorted(Invitation.objects.values_list("pk", "withdrawn_at"))
        return (*counts, contacts, shop, people, tokens, asked_in)


@dataclass
class Cases:
    """What the pages show: cases, orders, a change, in the states that they need."""

    order: Any
    asked: Any
    here: Any
    disputed: Any
    own: Any
    paid: Any
    stopped: Any
    house: Any
    change: Any
    wish: Any


@pytest.fixture
def furnished(once: Any, clock: Any, settings: Any) -> Furnished:
    """The same shop for every test, and browsers of its own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found = once(lambda: furnish(build_world(clock)))
    found.world.clock = clock
    return Furnished(found.world, found.things, {who: _same_browser(client) for who, client in found.clients.items()})


def _same_browser(client: Client) -> Client:
    """Another browser with the same cookies."""
    browser = Client()
    browser.cookies = copy.deepcopy(client.cookies)
    return browser


def _paid_ahead(world: Any) -> Advance:
    """A promise to pay a return at the courier's first scan."""
    set_instant_rules(
        mode="on", budget_minor=500_000, largest_minor=100_000, narrowest_points=20, hold_out_percent=0,
        actor=world.hire("manager"), at=world.now,
    )  # fmt: skip
    with in_shop(world.shop):
        InstantRules.objects.update(threshold=20)
    case = world.apply(world.order(), cups=1)
    run_pending()
    with in_shop(world.shop):
        return Advance.objects.get(case_id=case.pk)


def furnish(world: Any) -> Furnished:
    """A shop with one of everything, and a browser for each visitor."""
    played = _played(world)
    things = _things(world, played) | _of_the_shop(world)
    found = Furnished(world, {**things, "claim": _claim(world), **_at_the_bench(world, played.order)})
    _messages(found, played.order)
    asked = ask_about_parcel(
        parcel=things["parcel"], text="包裹到哪了？", actor=world.buyer(played.order), at=world.now
    )  # fmt: skip
    found.things["question"] = str(asked.pk)
    coupon = add_coupon(
        title="9 折", terms="", code="", codes=["A1", "A2"], starts_on=world.now.date(), ends_on=world.now.date(),
        least_minor=0, on_page=True, in_mail=False, actor=world.hire("manager"), at=world.now,
    )  # fmt: skip
    found.things["coupon"] = str(coupon.pk)
    _let_in(found, played.order)
    return found


def _played(world: Any) -> Cases:
    """One case of every kind that a page needs."""
    order = world.order()
    asked = world.apply(order, cups=1, reason="damaged", photo=True)
    here = goods_here(world)
    disputed = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=disputed, reason="claim_not_shown", note="看不到破损。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        buyer = world.buyer(Case.objects.select_related("order").get(pk=disputed.pk).order)
    call_in_platform(case=disputed, actor=buyer, at=world.now)
    for side in (buyer, world.agent):
        perform("dispute", "rest", world.refreshed(disputed).dispute, {}, actor=side, at=world.now)
    own = world.apply(order, pots=1, reason="damaged", photo=True)
    offer(case=own, amount_minor=1_000, actor=world.agent, at=world.now)
    paid = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    stopped = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    road, house = world.order(delivered_days_ago=None), world.order(shipped=False, delivered_days_ago=None)
    change = ask_for_cancellation(order=road.pk, reason="other", actor=world.buyer(road), at=world.now)
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=road)
    wish = ask_for_delivery(
        parcel=parcel.pk, wish="instructions", words="按两次门铃", actor=world.buyer(road), at=world.now
    )  # fmt: skip
    run_pending()
    return Cases(order, asked, here, disputed, own, paid, stopped, house, change, wish)


def _of_the_shop(world: Any) -> dict[str, str]:
    """Its policy, its people, its tokens, what it sells."""
    manager = world.hire("manager")
    advance = _paid_ahead(world)
    invitation = invite(email="guest@example.com", role=StaffRole.AGENT, actor=manager, at=world.now)
    want_domain(actor=world.hire("owner"), at=world.now, host="track.teahouse.example")
    token, _plain = create_token(
        shop=world.shop, role=TokenRole.AGENT, label="ERP", staff=world.staff["owner"], at=world.now
    )
    world.hire("readonly")
    with in_shop(world.shop):
        current = PolicyVersion.objects.get()
        imported = ImportRun.objects.create(
            shop=world.shop, asked_by=manager.id, asked_at=world.now, state="failed", problem_text="空文件。"
        )
    save_draft(document=current.document, actor=manager, at=world.now)
    save_variants(drafts=[VariantDraft("CUP-L", "青瓷杯", 12_000, "CNY")], actor=manager, at=world.now)
    mark_product(scope="sku", name="MARKED", traits=["press"], actor=manager, at=world.now)
    with in_shop(world.shop):
        variant = Variant.objects.get(sku="CUP-L")
    return {
        "slug": world.shop.slug,
        "advance": advance.ref,
        "template": str(ours()[0].pk),
        "policy_number": str(current.number),
        "invitation": str(invitation.pk),
        "token": str(token.pk),
        "import_run": str(imported.pk),
        "variant": str(variant.pk),
        "member": str(Membership.objects.get(staff=world.staff["readonly"]).pk),
        "lost": "nowhere/at/all",
        "step": "brand",
        "demo_role": "owner",
        "arbitrator_role": "arbitrator",
    }


def _things(world: Any, played: Cases) -> dict[str, str]:
    """What the addresses of cases, orders, refunds and mails name."""
    _charged_back(world, played.house)
    with writing(world.shop.pk):
        kept_on = PickUp.objects.create(
            shop=world.shop, goods_return_id=played.here.goods_return_id, service="simulator", starts_at=world.now,
            ends_at=world.now + timedelta(hours=2), seat=0, booked_at=world.now, ended_at=world.now,
            outcome="cancelled", call_off_failed_at=world.now, failure_code="on_his_way",
        )  # fmt: skip
    owed = _owed(world, played.order)
    note, *_others = issue_notes(actor=system_actor(world.shop.pk), at=world.now)
    with in_shop(world.shop):
        mail = newest_mails(world.shop).first()
        Mail.objects.filter(pk=mail.pk).update(state=MailState.BOUNCED)
        Refund.objects.filter(cause_id=played.stopped.pk).update(
            state="needs_person", paid_minor=0, settled_at=None, failure_code="refused", deadline_at=world.now
        )
        return {
            "pick_up": str(kept_on.pk),
            "year": str(note.year),
            "one": str(note.number),
            "none": "999",
            "noted": Case.objects.get(pk=note.refund.cause_id).ref,
            **{name: name for name in ("journal", "payroll", "csv")},
            "order": str(played.order.pk),
            "number": played.order.number,
            "customer": str(played.order.customer_id),
            "asked": played.asked.ref,
            "here": played.here.ref,
            "back": played.here.goods_return.ref,
            "change": played.change.ref,
            "wish": played.wish.ref,
            "on_road": played.change.order.number,
            "road_parcel": Parcel.objects.get(pk=played.wish.parcel_id).ref,
            "in_house": played.house.number,
            "disputed": played.disputed.ref,
            "own_case": played.own.ref,
            "photo": str(Evidence.objects.get(case=played.asked).pk),
            "disputed_photo": str(Evidence.objects.get(case=played.disputed).pk),
            "parcel": Parcel.objects.filter(order=played.order).first().ref,
            "refund": Refund.objects.get(cause_id=played.paid.pk).ref,
            "difference": str(_difference(world).pk),
            "owed": str(owed.pk),
            "stopped": Refund.objects.get(cause_id=played.stopped.pk).ref,
            "carrier_claim": CarrierClaim.objects.order_by("opened_at", "pk").first().ref,
            "refused_push": str(_refused(world).pk),
            "chargeback": Chargeback.objects.get().ref,
            "mail": str(mail.pk),
        }


def _at_the_bench(world: Any, order: Any) -> dict[str, str]:
    """Two repairs: one given to a company that has a person here, one on the shop's own bench."""
    company = add_provider(name="修理铺", actor=world.hire("manager"), at=world.now)
    with in_shop(world.shop):
        given, other = (
            Repair.objects.create(
                shop=world.shop, order_id=order.pk, ref=new_ref("W"), state="repairing", provider_id=one,
                currency="CNY", deadline_at=world.now + timedelta(days=9), claimed_at=world.now, opened_at=world.now,
                moved_at=world.now,
            )
            for one in (company.pk, None)
        )  # fmt: skip
        coming, elsewhere = (
            GoodsReturn.objects.create(
                shop=world.shop, order_id=order.pk, ref=new_ref("T"), state="on_the_way", provider_id=one,
                deadline_at=world.now + timedelta(days=9), opened_at=world.now,
            )
            for one in (company.pk, None)
        )  # fmt: skip
    person = create_staff(
        email="workshop@example.com", name="Smith", password=PASSWORD, locale="en", at=world.now, verified=True
    )
    add_member(shop=world.shop, staff=person, role=StaffRole.WORKSHOP, provider_id=company.pk, at=world.now)
    world.staff["workshop"] = person
    goods = {"given_goods": coming.ref, "other_goods": elsewhere.ref}
    return {"given_repair": given.ref, "other_repair": other.ref, **goods}


def _charged_back(world: Any, order: Any) -> None:
    """The shop has an account at a provider, and the bank takes a payment back there."""
    values = {"secret_key": "sk_test_furnished", "webhook_secret": "whsec_furnished"}
    keep_account(
        gateway_code="stripe", values=values, serves=["sandbox"], actor=world.hire("owner"), at=world.now
    )  # fmt: skip
    keep_carrier_account(
        source_code="easypost", values={"webhook_secret": "whsec_furnished"}, actor=world.hire("owner"), at=world.now
    )
    name = f"{order.number}-0"
    news = ChargebackNews("dp_1", (name,), Money(500, "CNY"), Stage.OPEN, world.now)
    hear_chargeback(actor=gateway_actor(world.shop.pk, "stripe"), at=world.now, gateway="stripe", news=news)


def _messages(found: Furnished, order: Any) -> None:
    """The shop can send short messages; the buyer gave two phones, one of which waits for its code."""
    world, buyer = found.world, found.world.buyer(order)
    for provider, values in (("file", {}), ("web_push", {"contact": "push@teahouse.example"})):
        keep_channel_account(provider=provider, values=values, actor=world.hire("owner"), at=world.now)
    for name, number, verified in (("point", "13800138000", True), ("waiting_point", "13900139000", False)):
        point = add_contact_point(
            customer_id=order.customer_id, kind="phone", address=number, how="portal", verified=verified, actor=buyer,
            at=world.now,
        )  # fmt: skip
        found.things[name] = str(point.pk)
    with writing(world.shop.pk):
        send_short(
            shop_id=world.shop.pk, customer_id=order.customer_id, channel="sms", title="到了", text="包裹已经送到。",
            link="", about_id=None, key="furnished", language="zh-hans", at=world.now,
        )  # fmt: skip
    address = preferences_address(world.shop, order.customer_id)
    found.things["wishes"] = address.rstrip("/").rpartition("/")[2]
    found.things["wishes_elsewhere"] = found.things["wishes"][:-3] + "AAA"


def _refused(world: Any) -> RefusedPush:
    """A call that was not believed, and would be by now."""
    body = b'{"id": "evt_1", "description": "tracker.created", "result": {"tracking_code": "X1"}}'
    return RefusedPush.objects.create(
        shop=world.shop, source="easypost", reason="signature_wrong", received_at=world.now, size=len(body), body=body,
        headers={"x-hmac-signature": sign("whsec_furnished", body)}, body_hash=hashlib.sha256(body).digest(),
    )  # fmt: skip


def _claim(world: Any) -> str:
    """An insured order's return was received: the claim is paid."""
    insuring.insure_all(world)
    insured, _parcel = insuring.shipped(world, days=0)
    insuring.receive(world, insuring.send_back(world, insured), days=0)
    return insuring.claims(world)[0].ref


def _owed(world: Any, order: Any) -> OwedByHand:
    """What was paid by hand and is to be given back."""
    return owe_by_hand(
        order_id=order.pk, paid_for=PaidFor.REPAIR, subject=new_id(), ref="RP-1", money=Money(500, "CNY"), receipt="",
        actor=world.agent, at=world.now,
    )  # fmt: skip


def _difference(world: Any) -> Discrepancy:
    """Something that the provider paid and we do not know of."""
    return Discrepancy.objects.create(
        shop=world.shop, gateway="sandbox", kind="missing_here", key="unknown", currency="CNY", ours_minor=0,
        theirs_minor=500, found_at=world.now,
    )  # fmt: skip


def _let_in(found: Furnished, order: Any) -> None:
    """A browser for each visitor."""
    world = found.world
    found.clients["anonymous"] = Client()
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    found.clients["buyer"] = Client()
    found.clients["buyer"].cookies[SESSION] = session
    for role in ("readonly", "agent", "manager", "owner", "workshop"):
        world.hire(role)
        found.clients[role] = client_of(world.staff[role])
    other = build_world(world.clock, "elsewhere")
    other.hire("owner")
    found.clients["other_owner"] = client_of(other.staff["owner"])
    for role in PlatformRoleName:
        person = create_staff(
            email=f"{role}@platform.example.com", name=role.title(), password=PASSWORD, locale="en", at=world.now,
            verified=True,
        )  # fmt: skip
        add_platform_role(staff=person, role=role, at=world.now)
        found.clients[str(role)] = client_of(person)
        found.things[f"{role}_person"] = str(person.pk)
    guest = invite_to_platform(email="late@example.com", role=PlatformRoleName.OPERATOR, by=person, at=world.now)
    found.things["platform_invitation"] = str(guest.pk)
