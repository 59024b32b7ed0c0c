"""`huitou bench lists`: the pages that read cases, in a shop with a million of them against one with a thousand.

In turn in one run. Prints medians, their ratio and the number of statements.
"""

import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from huitou.accounts.access import staff_actor
from huitou.accounts.models import Staff
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.accounts.verbs import add_member, add_platform_role, create_staff, create_token, open_shop
from huitou.cases.models import Case, Kind
from huitou.cases.verbs import open_case, upload_evidence
from huitou.cases.wishing import WishedLine
from huitou.config.bench.lists_fill import copied_ref, fill
from huitou.config.demo.catalogue import CUPS
from huitou.config.demo.orders import draft, write
from huitou.config.static_files import collect_when_changed
from huitou.core import clock
from huitou.core.actors import Actor
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft

FEW, MANY = 1_000, 1_000_000
ROUNDS = 40
# The copy whose pages are looked at: it waits for the shop, and is in both shops.
LOOKED_AT = 500
API = frozenset({"list", "api_queue"})


def measure(arguments: Sequence[str], say: Callable[[str], None]) -> Mapping[str, float | int | str]:
    """`[--many N]`: figures for each page; ratio = median with many / median with few. `cases_*` are counted."""
    many = options_of(arguments).many
    at = clock.now()
    collect_when_changed()
    shops = {"few": _shop("few", FEW, at, say), "many": _shop("many", many, at, say)}
    figures: dict[str, float | int | str] = {f"cases_{size}": one.cases for size, one in shops.items()}
    figures["fill_seconds"] = round(shops["many"].fill_seconds, 1)
    for page in shops["few"].addresses:
        say(f"Reading {page} {ROUNDS} times")
        figures |= _page(page, shops)
    return figures


class _Visited:
    """A filled shop with people who are signed in (by page; "" for the others) and the addresses that are measured."""

    def __init__(self, shop: Shop, people: Mapping[str, Staff], token: str, cases: int, fill_seconds: float) -> None:
        self.cases = cases
        self.fill_seconds = fill_seconds
        self.clients = {page: _signed_in(person) for page, person in people.items()}
        self.token = {"authorization": f"Bearer {token}"}
        with in_shop(shop):
            case = Case.objects.select_related("order").get(ref=copied_ref(LOOKED_AT))
        desk = f"/desk/{shop.slug}"
        self.addresses = {
            "queue": f"{desk}/",
            "case": f"{desk}/cases/{case.ref}/",
            "orders": f"{desk}/orders/",
            "order": f"{desk}/orders/{case.order.number}/",
            "customer": f"{desk}/customers/{case.customer_id}/",
            "returns": f"{desk}/returns/",
            "insights": f"{desk}/insights/",
            "platform": f"/platform/{shop.slug}/",
            "list": "/api/v1/cases?limit=50",
            "api_queue": "/api/v1/queue",
        }

    def get(self, page: str) -> float:
        """Seconds for one page."""
        start = time.perf_counter()
        headers = self.token if page in API else {}
        client = self.clients.get(page, self.clients[""])
        response = client.get(self.addresses[page], headers=headers)
        taken = time.perf_counter() - start
        if response.status_code != 200:
            raise RuntimeError(f"{self.addresses[page]} answered {response.status_code}")
        return taken

    def statements(self, page: str) -> int:
        """How many statements the page sends; one that is sent only now and then (a cache that ran out) is none."""
        counted = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                self.get(page)
            counted.append(len(captured))
        return min(counted)


def _signed_in(person: Staff) -> Client:
    client = Client(headers={"accept-language": "zh-Hans", "host": "localhost"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _page(page: str, shops: Mapping[str, _Visited]) -> dict[str, float | int | str]:
    """One page of both shops in turn."""
    timings: dict[str, list[float]] = {size: [] for size in shops}
    for one in shops.values():
        one.get(page)
    for _ in range(ROUNDS):
        for size, one in shops.items():
            timings[size].append(one.get(page))
    few, many = (statistics.median(timings[size]) for size in ("few", "many"))
    statements = [shops[size].statements(page) for size in ("few", "many")]
    return {
        f"{page}_few_ms": round(few * 1000, 1),
        f"{page}_many_ms": round(many * 1000, 1),
        f"{page}_ratio": round(many / few, 2),
        f"{page}_statements": statements[1],
        f"{page}_statements_equal": "yes" if len(set(statements)) == 1 else f"NO ({statements[0]} with few)",
    }


def _shop(slug: str, cases: int, at: datetime, say: Callable[[str], None]) -> _Visited:
    say(f"Filling a shop with {cases:,} cases")
    shop = open_shop(
        slug=f"bench-{slug}", name="陶杯社", currency="CNY", timezone="Asia/Shanghai", locale="zh-hans", country="CN",
        at=at,
    )  # fmt: skip
    owner = create_staff(
        email=f"owner@{slug}.example.com", name="A", password=None, locale="zh-hans", at=at, verified=True
    )
    add_member(shop=shop, staff=owner, role=StaffRole.OWNER, at=at)
    actor = staff_actor(owner, shop)
    long_ago = at - timedelta(days=3000)
    version = save_draft(document=preset_for("CN", currency="CNY", timezone="Asia/Shanghai"), actor=actor, at=long_ago)
    publish(version=version, actor=actor, at=long_ago)
    _one_case(shop, actor, at)
    run_pending()
    begun = time.perf_counter()
    seen = fill(shop.pk, cases - 1, at)
    _, token = create_token(shop=shop, role=TokenRole.OWNER, label="bench", at=at)
    arbitrator = create_staff(
        email=f"arbitrator@{slug}.example.com", name="B", password=None, locale="zh-hans", at=at, verified=True
    )
    add_platform_role(staff=arbitrator, role=PlatformRoleName.ARBITRATOR, at=at)
    return _Visited(shop, {"": owner, "platform": arbitrator}, token, seen, time.perf_counter() - begun)


def _one_case(shop: Shop, actor: Actor, at: datetime) -> Case:
    delivered = at - timedelta(days=2)
    one = draft(
        CUPS, "1", CUPS.buyers[0], [(0, 2)], placed_at=at - timedelta(days=5),
        shipped_at=at - timedelta(days=4), delivered_at=delivered,
    )  # fmt: skip
    order = write(shop, one, actor, at - timedelta(days=5))
    with in_shop(shop):
        line = Line.objects.filter(order=order).order_by("position").first()
    assert line is not None  # the order has one
    photo = BytesIO()
    Image.new("RGB", (64, 48), "#0E7A5F").save(photo, "JPEG")
    photo.seek(0)
    kept = upload_evidence(order=order.pk, file=photo, actor=actor, at=at)
    return open_case(
        order=order.pk, kind=Kind.RETURN_AND_REFUND, lines=[WishedLine(line=line.pk, quantity=1, reason="damaged")],
        evidence=[kept.pk], actor=actor, at=at,
    )  # fmt: skip


def options_of(arguments: Sequence[str]) -> Namespace:
    """What the words after the benchmark's name say; ends the command with what is wrong with them."""
    parser = ArgumentParser(prog="huitou bench lists")
    parser.add_argument("--many", type=int, default=MANY)
    return parser.parse_args(list(arguments))
