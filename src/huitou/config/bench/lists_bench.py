"""`huitou bench lists`: the merchant's queue, the list and a case page in a shop with a million cases, against the same
pages in a shop with a thousand, in turn in one run. Prints medians, their ratio and the number of statements.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.db import connection, connections
from django.db.transaction import atomic
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from huitou.accounts.access import staff_actor
from huitou.accounts.models import Staff
from huitou.accounts.roles import StaffRole, TokenRole
from huitou.accounts.verbs import add_member, create_staff, create_token, open_shop
from huitou.cases.models import Case, CaseLine, Kind
from huitou.cases.verbs import open_case, upload_evidence
from huitou.cases.wishing import WishedLine
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
# One case in a hundred waits for the shop, one in fifty is under way by itself, the rest is over.
ROUNDS = 40


def measure(arguments: Sequence[str], say: Callable[[str], None]) -> Mapping[str, float | int | str]:
    """`[--many N]`: figures for each page; ratio = median with many / median with few."""
    many = int(arguments[arguments.index("--many") + 1]) if "--many" in arguments else MANY
    at = clock.now()
    collect_when_changed()
    shops = {"few": _shop("few", FEW, at, say), "many": _shop("many", many, at, say)}
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE")
    figures: dict[str, float | int | str] = {"cases_few": FEW, "cases_many": many}
    for page in ("queue", "case", "list"):
        timings: dict[str, list[float]] = {"few": [], "many": []}
        statements: dict[str, int] = {}
        for one in shops.values():
            one.get(page)
        for _ in range(ROUNDS):
            for size, one in shops.items():
                timings[size].append(one.get(page))
        for size, one in shops.items():
            statements[size] = one.statements(page)
        medians = {size: statistics.median(found) for size, found in timings.items()}
        figures[f"{page}_few_ms"] = round(medians["few"] * 1000, 1)
        figures[f"{page}_many_ms"] = round(medians["many"] * 1000, 1)
        figures[f"{page}_ratio"] = round(medians["many"] / medians["few"], 2)
        figures[f"{page}_statements"] = statements["many"]
        figures[f"{page}_statements_equal"] = "yes" if statements["few"] == statements["many"] else "NO"
    return figures


class _Visited:
    """A shop with a signed-in agent and the addresses that are measured."""

    def __init__(self, shop: Shop, agent: Staff, case: Case, token: str) -> None:
        self.client = Client(headers={"accept-language": "zh-Hans", "host": "localhost"})
        self.client.force_login(agent, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.token = {"authorization": f"Bearer {token}"}
        self.addresses = {
            "queue": f"/desk/{shop.slug}/",
            "case": f"/desk/{shop.slug}/cases/{case.ref}/",
            "list": "/api/v1/cases?limit=50",
        }

    def get(self, page: str) -> float:
        """Seconds for one page."""
        start = time.perf_counter()
        headers = self.token if page == "list" else {}
        response = self.client.get(self.addresses[page], headers=headers)
        taken = time.perf_counter() - start
        if response.status_code != 200:
            raise RuntimeError(f"{self.addresses[page]} answered {response.status_code}")
        return taken

    def statements(self, page: str) -> int:
        """How many statements the page sends."""
        with CaptureQueriesContext(connection) as captured:
            self.get(page)
        return len(captured)


def _shop(slug: str, cases: int, at: datetime, say: Callable[[str], None]) -> _Visited:
    say(f"Filling a shop with {cases:,} cases")
    shop = open_shop(
        slug=f"bench-{slug}", name="陶杯社", currency="CNY", timezone="Asia/Shanghai", locale="zh-hans", country="CN",
        at=at,
    )  # fmt: skip
    agent = create_staff(
        email=f"agent@{slug}.example.com", name="A", password=None, locale="zh-hans", at=at, verified=True
    )
    add_member(shop=shop, staff=agent, role=StaffRole.OWNER, at=at)
    actor = staff_actor(agent, shop)
    long_ago = at - timedelta(days=3000)
    version = save_draft(document=preset_for("CN", currency="CNY", timezone="Asia/Shanghai"), actor=actor, at=long_ago)
    publish(version=version, actor=actor, at=long_ago)
    case = _one_case(shop, actor, at)
    run_pending()
    _clone(shop.pk, case.pk, cases - 1, at)
    _, token = create_token(shop=shop, role=TokenRole.OWNER, label="bench", at=at)
    return _Visited(shop, agent, case, token)


def _one_case(shop: Shop, actor: Actor, at: datetime) -> Case:
    delivered = at - timedelta(days=2)
    one = draft(
        CUPS, "1", CUPS.buyers[0], [(0, 2), (2, 1)], placed_at=at - timedelta(days=5),
        shipped_at=at - timedelta(days=4), delivered_at=delivered,
    )  # fmt: skip
    order = write(shop, one, actor, at - timedelta(days=5))
    with in_shop(shop):
        line = Line.objects.filter(order=order).order_by("position").first()
    assert line is not None  # the order has two
    photo = BytesIO()
    Image.new("RGB", (64, 48), "#0E7A5F").save(photo, "JPEG")
    photo.seek(0)
    kept = upload_evidence(order=order.pk, file=photo, actor=actor, at=at)
    return open_case(
        order=order.pk, kind=Kind.RETURN_AND_REFUND, lines=[WishedLine(line=line.pk, quantity=1, reason="damaged")],
        evidence=[kept.pk], actor=actor, at=at,
    )  # fmt: skip


# Keys that sort by time, as UUIDv7 does.
NEW_KEY = """(encode(substr(int8send((extract(epoch FROM {at}) * 1000)::bigint), 3), 'hex') || '7'
    || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid"""


def _clone(shop_id: UUID, case_id: UUID, copies: int, at: datetime) -> None:
    """Copies of the case as the owner of the tables: over for the most part, some waiting, some under way."""
    opened = "%(at)s::timestamptz - n * interval '3 minutes'"
    state = "CASE WHEN n %% 100 = 0 THEN 'requested' WHEN n %% 50 = 1 THEN 'awaiting_goods' ELSE 'resolved' END"
    own = {
        "id": NEW_KEY.format(at=opened),
        "ref": "'R-' || upper(to_hex(n))",
        "state": state,
        "opened_at": opened,
        "closed_at": f"CASE WHEN {state} = 'resolved' THEN {opened} + interval '4 days' END",
        "deadline_at": "CASE WHEN n %% 100 = 0 THEN %(at)s::timestamptz + (n %% 2000) * interval '1 minute' END",
        "goods_return_id": "NULL::uuid",
    }
    columns = [str(field.column) for field in Case._meta.concrete_fields]
    chosen = ", ".join(own.get(column, column) for column in columns)
    with atomic("owner"), connections["owner"].cursor() as owner:
        # Row-level security binds the owner of the tables as well.
        owner.execute("SELECT set_config('huitou.shop', %s, true)", [str(shop_id)])
        owner.execute(
            f"INSERT INTO cases_case ({', '.join(columns)}) SELECT {chosen} FROM cases_case, "  # noqa: S608
            "generate_series(1, %(copies)s) n WHERE id = %(case)s",
            {"at": at, "copies": copies, "case": case_id},
        )
        line_columns = [str(field.column) for field in CaseLine._meta.concrete_fields]
        line_own = {"id": "gen_random_uuid()", "case_id": "other.id", "shop_id": "line.shop_id"}
        line_chosen = ", ".join(line_own.get(column, f"line.{column}") for column in line_columns)
        owner.execute(
            f"INSERT INTO cases_caseline ({', '.join(line_columns)}) SELECT {line_chosen} FROM cases_caseline line, "  # noqa: S608
            "cases_case other WHERE line.case_id = %(case)s AND other.shop_id = %(shop)s AND other.id <> %(case)s",
            {"case": case_id, "shop": shop_id},
        )
