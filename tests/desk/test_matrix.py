"""Who gets where: every route of the pages × every kind of visitor. A refusal changes nothing.

A route without a row fails.
One letter per visitor, in the order of WHO: Y let in, L sent to prove who they are, N not found, F forbidden.
The API has a table of its own (tests/api).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.models import ApiToken, Invitation, Membership
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.accounts.verbs import add_platform_role, create_staff, create_token, invite
from huitou.cases.models import Case, Evidence, Message, Offer
from huitou.cases.verbs import call_in_platform, offer, refuse
from huitou.core.jobs import run_pending
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail, MailState
from huitou.notifications.queries import newest_mails
from huitou.orders.models import CustomerContact
from huitou.parcels.models import Parcel
from huitou.policies.models import PolicyVersion
from huitou.policies.verbs import save_draft
from huitou.portal.session import SESSION
from huitou.refunds.models import Refund
from tests.desk.conftest import client_of, goods_here
from tests.worlds import PASSWORD, build_world

WHO = ("anonymous", "buyer", "readonly", "agent", "manager", "owner", "other_owner", "arbitrator", "operator")
EVERYBODY, NOBODY = "YYYYYYYYY", "NNNNNNNNN"
SHOP_READ, SHOP_WORK, SHOP_RUN, SHOP_OWN = "LLYYYYNNN", "LLFYYYNNN", "LLFFYYNNN", "LLFFFYNNN"
LAST_INSTANCE, RULES = "LLNNNYNYY", "LLNNNYNYF"
BUYERS, PERSONAL = "LYLLLLLLL", "LLYYYYYYY"


@dataclass(frozen=True)
class Route:
    """`visitors` as above; `post` is sent by POST. `args` name things of the furnished shop."""

    visitors: str
    args: tuple[str, ...] = ("slug",)
    post: dict[str, str] | None = None
    query: str = ""


ROUTES: dict[str, tuple[Route, ...]] = {
    # The desk
    "desk:home": (Route(PERSONAL, ()),),
    "desk:queue": (Route(SHOP_READ),),
    "desk:changes": (Route(SHOP_READ),),
    "desk:case": (Route(SHOP_READ, ("slug", "asked")),),
    "desk:message": (Route(SHOP_WORK, ("slug", "asked"), {"body": "你好"}),),
    "desk:photo": (Route(SHOP_READ, ("slug", "asked", "photo")),),
    "desk:offer_preview": (Route(SHOP_WORK, ("slug", "asked"), query="?amount=1"),),
    "desk:act": (
        Route(SHOP_WORK, ("slug", "asked", "agree")),
        Route(SHOP_WORK, ("slug", "asked", "agree"), {}),
        Route(SHOP_WORK, ("slug", "asked", "refuse"), {"reason": "other", "note": "不符合条件。"}),
        Route(SHOP_WORK, ("slug", "asked", "offer"), {"amount": "20", "keeps_goods": "yes"}),
        Route(SHOP_WORK, ("slug", "here", "accept_goods"), {}),
    ),
    "desk:orders": (Route(SHOP_READ),),
    "desk:order": (Route(SHOP_READ, ("slug", "order")),),
    "desk:announce_parcel": (
        Route(SHOP_WORK, ("slug", "order")),
        Route(SHOP_WORK, ("slug", "order"), {"carrier": "sf", "tracking_number": "SF77"}),
    ),
    "desk:open_case": (Route(SHOP_WORK, ("slug", "order")), Route(SHOP_WORK, ("slug", "order"), {})),
    "desk:record_parcel": (
        Route(SHOP_WORK, ("slug", "parcel")),
        Route(SHOP_WORK, ("slug", "parcel"), {"state": "delivered"}),
    ),
    "desk:returns": (Route(SHOP_READ),),
    "desk:refunds": (Route(SHOP_READ),),
    "desk:refund": (Route(SHOP_READ, ("slug", "refund")),),
    "desk:refund_act": (
        Route(SHOP_WORK, ("slug", "stopped", "retry"), {}),
        Route(SHOP_RUN, ("slug", "stopped", "fail"), {"reason": "卡已注销", "looked_at_provider": "on"}),
        Route(SHOP_RUN, ("slug", "stopped", "succeed"), {"reason": "转账 4711"}),
        Route(SHOP_RUN, ("slug", "stopped", "escalate"), {}),
    ),
    "desk:mails": (Route(SHOP_READ),),
    "desk:mail": (Route(SHOP_READ, ("slug", "mail")),),
    "desk:mail_shown": (Route(SHOP_READ, ("slug", "mail")),),
    "desk:mail_resend": (Route(SHOP_RUN, ("slug", "mail"), {"to_email": "new@example.com"}),),
    "desk:policies": (Route(SHOP_READ),),
    "desk:policy": (Route(SHOP_READ, ("slug", "policy_number")),),
    "desk:policy_draft": (Route(SHOP_RUN), Route(SHOP_RUN, post={})),
    "desk:policy_publish": (Route(SHOP_RUN, post={"digest": "of another"}),),
    "desk:settings": (Route(SHOP_READ), Route(SHOP_RUN, post={"name": "新名字", "locale": "en"})),
    "desk:brand": (Route(SHOP_READ), Route(SHOP_RUN, post={"accent": "#aa3300"})),
    "desk:people": (Route(SHOP_READ),),
    "desk:invite": (Route(SHOP_RUN, post={"email": "friend@example.com", "role": "agent"}),),
    "desk:withdraw_invitation": (Route(SHOP_RUN, ("slug", "invitation"), {}),),
    "desk:change_role": (Route(SHOP_OWN, ("slug", "member"), {"role": "agent"}),),
    "desk:remove_member": (Route(SHOP_OWN, ("slug", "member"), {}),),
    "desk:tokens": (Route(SHOP_OWN), Route(SHOP_OWN, post={"label": "ERP", "role": "agent"})),
    "desk:revoke_token": (Route(SHOP_OWN, ("slug", "token"), {}),),
    "desk:import_orders": (Route(SHOP_RUN), Route(SHOP_RUN, post={})),
    "desk:erase_customer": (
        Route(SHOP_RUN),
        Route(SHOP_RUN, post={"customer": "{customer}", "number": "{number}", "confirmed": "{number}"}),
    ),
    # The platform; in a shop that stands alone its owner is the last instance
    "platform:home": (Route("LLNNNYYYY", ()),),
    "platform:shop": (Route(LAST_INSTANCE),),
    "platform:case": (Route(LAST_INSTANCE, ("slug", "disputed")),),
    "platform:photo": (Route(LAST_INSTANCE, ("slug", "disputed", "disputed_photo")),),
    "platform:message": (Route(RULES, ("slug", "disputed"), {"body": "请补充。"}),),
    "platform:act": (
        Route(RULES, ("slug", "disputed", "rule_for_buyer"), {"grounds": "照片清楚地显示裂纹。"}),
        Route(RULES, ("slug", "disputed", "rule_for_merchant"), {"grounds": "照片没有显示任何损坏。"}),
    ),
    # The buyers' pages
    "portal:look_up": (Route(EVERYBODY),),
    "portal:code": (Route("LLLLLLLLL"),),
    "portal:resend": (Route("LLLLLLLLL", post={}),),
    "portal:enter": (Route(EVERYBODY),),
    "portal:leave": (Route(EVERYBODY, post={}),),
    "portal:demo": (Route(NOBODY),),
    "portal:demo_mails": (Route(NOBODY),),
    "portal:orders": (Route(BUYERS),),
    "portal:order": (Route(BUYERS, ("slug", "number")),),
    "portal:apply": (Route(BUYERS, ("slug", "number")),),
    "portal:case": (Route(BUYERS, ("slug", "own_case")),),
    "portal:say": (Route(BUYERS, ("slug", "own_case"), {"body": "在吗"}),),
    "portal:add_evidence": (Route(BUYERS, ("slug", "own_case"), {}),),
    "portal:deed": (Route(BUYERS, ("slug", "own_case", "withdraw"), {}),),
    "portal:photo": (Route(BUYERS, ("slug", "photo")),),
    "portal:policy": (Route(EVERYBODY),),
    "portal:how": (Route(EVERYBODY),),
    "portal:brand": (Route(EVERYBODY),),
    "portal:logo": (Route(NOBODY),),
    "portal:lost": (Route(NOBODY, ("slug", "lost")),),
    # Setting up: only the browser that opened the one-time link
    "setup:door": (Route(EVERYBODY, ()),),
    "setup:done": (Route(NOBODY, ()),),
    "setup:step": (Route(NOBODY, ("step",)),),
    "setup:skip": (Route(NOBODY, ("step",), {}),),
    # One's own account
    "accounts:home": (Route(PERSONAL, ()),),
    "accounts:join": (Route(EVERYBODY, ()),),
    "accounts:join_shop": (Route(EVERYBODY, ()),),
    "accounts:demo": (Route(NOBODY, ("demo_role",)),),
    # Core
    "set_language": (Route(EVERYBODY, (), {"language": "en"}),),
}
# Served by the log-in library, for the person who is logged in only; its own tests and tests/accounts cover them.
LIBRARY = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
# Public and without a visitor's data, or covered elsewhere.
ELSEWHERE = ("root", "healthz", "styleguide", "api", "api-1.0.0")


def route_names() -> Iterator[str]:
    """Every named route of the house, with its namespace."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                if entry.name:
                    yield prefix + entry.name
            else:
                yield from walk(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))

    yield from walk(get_resolver(), "")


def test_every_route_has_a_row():
    known = set(ROUTES) | set(ELSEWHERE)
    bare = {name for name in route_names() if name not in known and not name.startswith((*LIBRARY, "api"))}
    assert bare == set(), "give each of these a row in ROUTES"
    assert set(ROUTES) <= set(route_names()), "rows of routes that are gone"


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
            counted: list[type[Model]] = [Event, Case, Offer, Message, Evidence, Mail, Refund, Parcel, PolicyVersion]
            counts = [model._default_manager.count() for model in counted]
            contacts = list(CustomerContact.objects.order_by("pk").values_list("name", "erased_at"))
        shop = Shop.objects.filter(pk=self.world.shop.pk).values().get()
        people = sorted(Membership.objects.values_list("pk", "role"))
        tokens = sorted(ApiToken.objects.values_list("pk", "revoked_at"))
        asked_in = sorted(Invitation.objects.values_list("pk", "withdrawn_at"))
        return (*counts, contacts, shop, people, tokens, asked_in)


@pytest.fixture
def furnished(world: Any, clock: Any) -> Furnished:
    order = world.order()
    asked = world.apply(order, cups=1, reason="damaged", photo=True)
    here = goods_here(world)
    disputed = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=disputed, reason="claim_not_shown", note="看不到破损。", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        buyer = world.buyer(Case.objects.select_related("order").get(pk=disputed.pk).order)
    call_in_platform(case=disputed, actor=buyer, at=world.now)
    own = world.apply(order, pots=1, reason="damaged", photo=True)
    offer(case=own, amount_minor=1_000, actor=world.agent, at=world.now)
    paid = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    stopped = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    run_pending()
    manager = world.hire("manager")
    invitation = invite(email="guest@example.com", role=StaffRole.AGENT, actor=manager, at=world.now)
    world.hire("owner")
    token, _plain = create_token(
        shop=world.shop, role=TokenRole.AGENT, label="ERP", staff=world.staff["owner"], at=world.now
    )
    with in_shop(world.shop):
        current = PolicyVersion.objects.get()
        document = current.document
        mail = newest_mails(world.shop).first()
        Mail.objects.filter(pk=mail.pk).update(state=MailState.BOUNCED)
        Refund.objects.filter(cause_id=stopped.pk).update(
            state="needs_person", paid_minor=0, settled_at=None, failure_code="refused", deadline_at=world.now
        )
        things = {
            "slug": world.shop.slug,
            "order": str(order.pk),
            "number": order.number,
            "customer": str(order.customer_id),
            "asked": asked.ref,
            "here": here.ref,
            "disputed": disputed.ref,
            "own_case": own.ref,
            "photo": str(Evidence.objects.get(case=asked).pk),
            "disputed_photo": str(Evidence.objects.get(case=disputed).pk),
            "parcel": Parcel.objects.filter(order=order).first().ref,
            "refund": Refund.objects.get(cause_id=paid.pk).ref,
            "stopped": Refund.objects.get(cause_id=stopped.pk).ref,
            "mail": str(mail.pk),
            "policy_number": str(current.number),
            "invitation": str(invitation.pk),
            "token": str(token.pk),
            "lost": "nowhere/at/all",
            "step": "brand",
            "demo_role": "owner",
        }
    save_draft(document=document, actor=manager, at=world.now)
    world.hire("readonly")
    things["member"] = str(Membership.objects.get(staff=world.staff["readonly"]).pk)
    found = Furnished(world, things)
    _let_in(found, clock, order)
    return found


def _let_in(found: Furnished, clock: Any, order: Any) -> None:
    """A browser for each visitor."""
    world = found.world
    found.clients["anonymous"] = Client()
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    found.clients["buyer"] = Client()
    found.clients["buyer"].cookies[SESSION] = session
    for role in ("readonly", "agent", "manager", "owner"):
        world.hire(role)
        found.clients[role] = client_of(world.staff[role])
    other = build_world(clock, "elsewhere")
    other.hire("owner")
    found.clients["other_owner"] = client_of(other.staff["owner"])
    for role in PlatformRoleName:
        person = create_staff(
            email=f"{role}@platform.example.com", name=role.title(), password=PASSWORD, locale="en", at=world.now,
            verified=True,
        )  # fmt: skip
        add_platform_role(staff=person, role=role, at=world.now)
        found.clients[str(role)] = client_of(person)


def test_who_may_look(furnished):
    wrong = {}
    for name, routes in ROUTES.items():
        for route in (route for route in routes if route.post is None):
            path = furnished.path(name, route)
            got = "".join(furnished.letter(furnished.clients[who].get(path), path) for who in WHO)
            if got != route.visitors:
                wrong[f"{name} {route.args}"] = f"{got}, not {route.visitors}"
    assert wrong == {}


POSTS = [
    (name, place) for name, routes in ROUTES.items() for place, route in enumerate(routes) if route.post is not None
]


@pytest.mark.parametrize(("name", "place"), POSTS, ids=[f"{name}-{place}" for name, place in POSTS])
def test_who_may_act_and_a_refusal_changes_nothing(furnished, name, place):
    route = ROUTES[name][place]
    path, body = furnished.path(name, route), furnished.body(route)
    before = furnished.state()
    order = sorted(zip(WHO, route.visitors, strict=True), key=lambda pair: pair[1] == "Y")
    got = {}
    for who, letter in order:
        answer = furnished.clients[who].post(path, body)
        got[who] = furnished.letter(answer, path)
        if letter != "Y":
            assert furnished.state() == before, f"{who} was refused and changed something"
        elif name == "desk:remove_member":
            break
    expected = {who: letter for who, letter in order if who in got}
    assert got == expected
