"""Every operation × everybody who may call it: what each gets, and that a refused call changes nothing."""

import pytest
from django.db import connections

from huitou.api.app import api
from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import hand_over
from huitou.refunds.models import Refund
from tests.api.conftest import Caller, given, problem, token_of
from tests.api.test_lifecycle import wish
from tests.worlds import picture

ROLES = ("nobody", "buyer", "other buyer", "agent", "manager", "owner", "platform", "other shop")


def row(nobody, buyer, other_buyer, agent, manager, owner, platform, other_shop):
    return dict(zip(ROLES, (nobody, buyer, other_buyer, agent, manager, owner, platform, other_shop), strict=True))


# Own things: 200. Those of others: 404, as if they were not there. What the role may not do: 403.
SEEN_BY_THE_HOUSE = row(401, 200, 404, 200, 200, 200, 200, 404)
SEEN_BY_THE_SHOP = row(401, 200, 404, 200, 200, 200, 404, 404)
LISTED = row(401, 200, 200, 200, 200, 200, 200, 200)
MATRIX = {
    "me": LISTED,
    "create_order": row(401, 403, 403, 403, 201, 201, 403, 201),
    "list_orders": LISTED,
    "show_order": SEEN_BY_THE_HOUSE,
    "order_verdict": SEEN_BY_THE_HOUSE,
    "create_parcel": row(401, 403, 404, 201, 201, 201, 403, 404),
    "scan_parcel": row(401, 403, 403, 200, 200, 200, 403, 404),
    "upload": row(401, 201, 404, 201, 201, 201, 403, 404),
    "preview_case": SEEN_BY_THE_HOUSE,
    "create_case": row(401, 201, 404, 201, 201, 201, 403, 404),
    "list_cases": LISTED,
    "show_queue": LISTED,
    # A case that nobody disputes is none of the platform's business.
    "show_case": SEEN_BY_THE_SHOP,
    "act_on_case": row(401, 409, 404, 200, 200, 200, 404, 404),
    "case_events": SEEN_BY_THE_SHOP,
    "case_messages": SEEN_BY_THE_SHOP,
    "write_message": row(401, 201, 404, 201, 201, 201, 404, 404),
    "add_picture": row(401, 201, 404, 201, 201, 201, 404, 404),
    "list_returns": LISTED,
    "show_return": SEEN_BY_THE_SHOP,
    "act_on_return": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_refunds": LISTED,
    "show_refund": SEEN_BY_THE_HOUSE,
    "act_on_refund": row(401, 409, 404, 409, 409, 409, 409, 404),
    "policy_in_force": row(401, 200, 200, 200, 200, 200, 200, 200),
}
SAFE = {name for name in MATRIX if api.operations()[name].methods == ["GET"]} | {"preview_case"}


def test_every_operation_has_a_row():
    assert set(MATRIX) == set(api.operations())


@pytest.fixture
def house(world, worlds):
    """A shop with a case that waits, one with goods on their way, one that is paid; and another shop."""
    waiting, paid = world.order(), world.order()
    world.apply(waiting, cups=1, reason="damaged", photo=True)
    world.apply(paid, kind="refund_only", pots=1, reason="damaged", photo=True)
    return world


class Doing:
    """Makes the call of an operation upon something fresh of the buyer's."""

    def __init__(self, world):
        self.world = world

    def __call__(self, name, caller: Caller):
        return getattr(self, name)(caller)

    def requested(self):
        return self.world.apply(self.order, cups=1, reason="damaged", photo=True)

    def fresh(self):
        self.order = self.world.order()
        return self

    def me(self, caller):
        return caller.get("/me")

    def create_order(self, caller):
        from tests.api.test_bad_input import an_order

        return caller.post("/orders", an_order(self.world))

    def list_orders(self, caller):
        return caller.get("/orders")

    def show_order(self, caller):
        return caller.get(f"/orders/{self.order.number}")

    def order_verdict(self, caller):
        return caller.get(f"/orders/{self.order.number}/verdict")

    def create_parcel(self, caller):
        return caller.post(f"/orders/{self.order.number}/parcels", {"tracking_number": "SF2"})

    def scan_parcel(self, caller):
        with in_shop(self.world.shop):
            ref = self.order.parcels.get().ref
        return caller.post(f"/parcels/{ref}/scans", {"state": "lost", "occurred_at": self.world.now.isoformat()})

    def upload(self, caller):
        return caller.upload(f"/orders/{self.order.number}/evidence", "cup.jpg", picture().read())

    def preview_case(self, caller):
        return caller.post("/cases/preview", wish(self.world, self.order, evidence=["photo"]), key=None)

    def create_case(self, caller):
        return caller.post("/cases", wish(self.world, self.order, reason="no_longer_wanted"))

    def list_cases(self, caller):
        return caller.get("/cases")

    def show_queue(self, caller):
        return caller.get("/queue")

    def show_case(self, caller):
        return caller.get(f"/cases/{self.requested().ref}")

    def act_on_case(self, caller):
        return caller.post(f"/cases/{self.requested().ref}/actions/agree")

    def case_events(self, caller):
        return caller.get(f"/cases/{self.requested().ref}/events")

    def case_messages(self, caller):
        return caller.get(f"/cases/{self.requested().ref}/messages")

    def write_message(self, caller):
        return caller.post(f"/cases/{self.requested().ref}/messages", {"body": "你好"})

    def add_picture(self, caller):
        return caller.upload(f"/cases/{self.requested().ref}/evidence", "cup.jpg", picture().read())

    def list_returns(self, caller):
        return caller.get("/returns")

    def returned(self):
        case = self.world.refreshed(self.world.apply(self.order, cups=1))
        buyer = self.world.buyer(self.order)
        return hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=buyer, at=self.world.now)

    def show_return(self, caller):
        return caller.get(f"/returns/{self.returned().ref}")

    def act_on_return(self, caller):
        return caller.post(f"/returns/{self.returned().ref}/actions/arrive")

    def list_refunds(self, caller):
        return caller.get("/refunds")

    def refunded(self):
        self.order = self.world.order(shipped=False, delivered_days_ago=None)
        case = self.world.apply(self.order, kind="refund_only", cups=3, pots=1)
        run_pending()
        with in_shop(self.world.shop):
            return Refund.objects.get(cause_id=case.pk)

    def show_refund(self, caller):
        return caller.get(f"/refunds/{self.refunded().ref}")

    def act_on_refund(self, caller):
        return caller.post(f"/refunds/{self.refunded().ref}/actions/retry")

    def policy_in_force(self, caller):
        return caller.get("/policies/in-force")


def rows_written():
    """How many rows were ever written to the tables of the business, by the database's own count."""
    with connections["owner"].cursor() as owner:
        names = ("core_event", "cases_case", "cases_message", "cases_evidence", "orders_order", "parcels_parcel",
                 "refunds_refund", "core_ledgerentry")  # fmt: skip
        found = []
        for name in names:
            owner.execute(f"SELECT count(*) FROM {name}")
            found.append(owner.fetchone()[0])
        return found


@pytest.fixture
def callers(world, worlds):
    """A token for everybody; the other buyer is a customer of the same shop, the other shop has an owner."""
    mine, theirs = world.order(), world.order(customer="somebody-else", email="else@example.com")
    other = worlds("other")
    return {
        "nobody": Caller(None),
        "buyer": Caller(token_of(world, "buyer", mine.customer_id)),
        "other buyer": Caller(token_of(world, "buyer", theirs.customer_id)),
        **{role: Caller(token_of(world, role)) for role in ("agent", "manager", "owner", "platform")},
        "other shop": Caller(token_of(other, "owner")),
    }


@pytest.mark.parametrize("name", MATRIX)
def test_who_gets_what(world, callers, name):
    doing = Doing(world)
    got = {}
    for role in ROLES:
        response = doing.fresh()(name, callers[role])
        got[role] = response.status_code
    assert got == MATRIX[name]


@pytest.mark.parametrize("name", sorted(set(MATRIX) - SAFE))
def test_a_refused_call_changes_nothing(world, callers, name, monkeypatch):
    doing = Doing(world)
    for role in ROLES:
        if MATRIX[name][role] < 400:
            continue
        seen = []
        call = Caller.call

        def watched(self, *args, _call=call, _seen=seen, **kwargs):
            before = rows_written()
            response = _call(self, *args, **kwargs)
            _seen.append((before, rows_written()))
            return response

        with monkeypatch.context() as patch:
            patch.setattr(Caller, "call", watched)
            doing.fresh()(name, callers[role])
        [(before, after)] = seen
        assert after == before, f"{role} was refused {name} and yet something was written"


def test_the_platform_comes_in_with_the_dispute(world, callers):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    platform = callers["platform"]
    problem(platform.get(f"/cases/{case.ref}"), 404, "not_found")
    refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)
    call_in_platform(case=case, note="请看杯底。", actor=world.buyer(order), at=world.now)
    shown = given(platform.get(f"/cases/{case.ref}"))
    assert {action["action"] for action in shown["actions"]} == {"rule_for_buyer", "rule_for_merchant"}
    assert [one["ref"] for one in given(platform.get("/queue"))] == [case.ref]
    path = f"/cases/{case.ref}/actions/rule_for_buyer"
    problem(platform.post(path, {"grounds": "kurz"}), 422, "ruling_grounds_missing")
    assert given(platform.post(path, {"grounds": "照片清楚地显示杯底有裂纹。"}))["state"] == "awaiting_goods"
    problem(callers["owner"].post(path, {"grounds": "照片清楚地显示杯底有裂纹。"}), 409, "not_their_turn")


def test_a_list_holds_only_the_callers_own(world, callers):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    lists = {path: {role: callers[role].get(path) for role in ROLES[1:]} for path in ("/cases", "/queue", "/orders")}
    seen = {path: {role for role, answer in answers.items() if case.ref in answer.content.decode()}
            for path, answers in lists.items() if path != "/orders"}  # fmt: skip
    assert seen["/cases"] == {"buyer", "agent", "manager", "owner"}
    assert seen["/queue"] == {"agent", "manager", "owner"}
    numbers = {role for role, answer in lists["/orders"].items() if f'"{order.number}"' in answer.content.decode()}
    assert numbers == {"buyer", "agent", "manager", "owner", "platform"}
