"""Builds the demo once: the platform, the shops and their people, orders, then every story in its own time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from gettext import gettext as _
from uuid import UUID

from huitou.accounts.access import staff_actor
from huitou.accounts.domains.look_now import look_now
from huitou.accounts.models import Staff
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.accounts.verbs import add_member, add_platform_role, create_staff, open_shop, want_domain
from huitou.config.demo.ahead import pay_ahead
from huitou.config.demo.catalogue import SHOPS, DemoShop
from huitou.config.demo.changes import change_orders
from huitou.config.demo.messages import offer_messages
from huitou.config.demo.orders import place_quiet_orders
from huitou.config.demo.play import Stage, play_all
from huitou.config.demo.shelf import fill_shelf
from huitou.config.demo.stories import STORIES
from huitou.config.demo.under_way import send_parcels
from huitou.config.demo.ways import WORKSHOPS, offer_ways
from huitou.config.demo.whole import clear_half, is_whole, mark_whole
from huitou.config.doors import Door
from huitou.core import clock
from huitou.core.actors import Actor
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.logistics.verbs.return_settings import add_provider
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft

PLATFORM = (("arbitrator", "周正"), ("senior", "沈岚"), ("operator", "Op Eriksen"))


def build(*, say: Callable[[str], None]) -> list[Door]:
    """Make the demo unless it is there whole, and return the ways in. What was cut off is built anew."""
    at = clock.now()
    slugs = [plan.slug for plan in SHOPS]
    if not is_whole(slugs):
        if clear_half(slugs, [f"@{name}.example.com" for name in (*slugs, "platform")]):
            say(_("The demo was not built to its end: clearing it away"))
        judge = _platform(at)
        for plan in SHOPS:
            say(_("Building the demo shop %(name)s") % {"name": plan.name})
            _build_shop(plan, judge, at)
        mark_whole(slugs, at=at)
    return doors()


def doors() -> list[Door]:
    """One door for each side, in both languages of the demo."""
    return [
        Door("买家 buyer", "/s/taobei/demo/", "陈小暖 · 陶杯社"),
        Door("buyer (English)", "/s/harbour/demo/", "Ada Whitlock · Harbour & Loom"),
        Door("on its own host", "/demo/", "Ada Whitlock · Harbour & Loom", host="harbour.localhost"),
        Door("店主 owner", "/staff/demo/owner/", "林知夏"),
        Door("客服 agent", "/staff/demo/agent/", "何小满"),
        Door("维修处 workshop", "/staff/demo/workshop/", "邵师傅"),
        Door("owner (English)", "/staff/demo/owner/?shop=harbour", "Marta Lind · Harbour & Loom"),
        Door("平台 platform", "/staff/demo/arbitrator/", "周正"),
        Door("平台财务 operator", "/staff/demo/operator/", "Op Eriksen"),
        Door("时钟 clock", "/demo/clock/", "move the demo's time forward; silence decides"),
    ]


def _platform(at: datetime) -> Staff:
    people = []
    for role, name in PLATFORM:
        person = create_staff(
            email=f"{role}@platform.example.com", name=name, password=None, locale="zh-hans", at=at, verified=True
        )
        add_platform_role(staff=person, role=PlatformRoleName(role), at=at)
        people.append(person)
    return people[0]


def _build_shop(plan: DemoShop, judge: Staff, at: datetime) -> None:
    opened = at - timedelta(days=400)
    shop = open_shop(
        slug=plan.slug,
        name=plan.name,
        legal_name=plan.legal_name,
        currency=plan.currency,
        timezone=plan.timezone,
        locale=plan.locale,
        country=plan.country,
        contact_email=plan.contact_email,
        address=plan.address,
        accent=plan.accent,
        sole=False,
        demo=True,
        at=opened,
    )
    people = {role: _hire(shop, role, name, plan, opened) for role, name in plan.staff}
    owner = staff_actor(people["owner"], shop)
    document = preset_for(plan.country, currency=plan.currency, timezone=plan.timezone)
    draft = save_draft(document=document, actor=owner, at=opened)
    publish(version=draft, actor=owner, at=opened)
    offer_ways(plan.slug, 1_200 if plan.currency == "CNY" else 490, owner, opened)
    if plan.slug in WORKSHOPS:
        _hire_workshop(shop, plan, owner, opened)
    fill_shelf(plan, owner, at)
    place_quiet_orders(shop, plan, owner, at)
    stage = Stage(shop=shop, plan=plan, owner=owner, agent=_actor(people["agent"], shop), judge=judge, start=at)
    play_all(stage, STORIES[plan.slug])
    change_orders(stage)
    pay_ahead(stage)
    send_parcels(stage)
    offer_messages(stage)
    if plan.own_host:
        look_now(host=want_domain(host=plan.own_host, actor=owner, at=at).host, actor=owner, at=at)
    run_pending()


def _hire(shop: Shop, role: str, name: str, plan: DemoShop, at: datetime, provider_id: UUID | None = None) -> Staff:
    person = create_staff(
        email=f"{role}@{plan.slug}.example.com", name=name, password=None, locale=plan.locale, at=at, verified=True
    )
    add_member(shop=shop, staff=person, role=StaffRole(role), provider_id=provider_id, at=at)
    return person


def _hire_workshop(shop: Shop, plan: DemoShop, owner: Actor, at: datetime) -> None:
    """A company that repairs for the shop, and its person."""
    company, name = WORKSHOPS[plan.slug]
    found = add_provider(name=company, actor=owner, at=at)
    _hire(shop, StaffRole.WORKSHOP, name, plan, at, provider_id=found.pk)


def _actor(person: Staff, shop: Shop) -> Actor:
    return staff_actor(person, shop)
