"""Walks with changes of the order among the cases, and a post that loses, doubles and reorders the machines' news.

News are jobs (`core/delivery.py`). What is lost here is lost for good, as after a restore; only the sweeps of deadlines
and the hourly catching-up are left to find it.
"""

import json

from django.db import connections

from huitou.cases.catching_up import catch_up_shop
from huitou.changes.access import visible_changes
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.verbs import ask_for_address, ask_for_cancellation
from huitou.core.actions import available
from huitou.core.jobs import app, run_pending
from huitou.core.tenancy import in_shop
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan
from tests.cases.walking import Walk
from tests.changes.asking import NEW, rules

NEWS = ("core.deliver", "core.deliver_to_readers", "cases.catch_up_case")
VALUES = {"offer": "", "shop": "", "left": "", "what": "", "sum": "", "silence": ""}
SCANS = ("in_transit", "delivered", "returned")


class PostedWalk(Walk):
    """`catches_up`: who waits looks every hour whether it is over already; off, to see that it is needed."""

    def __init__(self, world, seed: int, *, catches_up: bool = True) -> None:
        super().__init__(world, seed, stubborn=False)
        self.catches_up = catches_up
        rules(
            world,
            at_once=self.choice.random() < 0.3,
            silence=self.choice.random() < 0.5,
            above=self.choice.choice([0, 10**9]),
        )
        self.news = {"lost": 0, "doubled": 0, "reordered": 0}

    def step(self) -> None:
        steps = [self.act, self.apply, self.wait, self.work, self.mood, self.change, self.scan, self.post]
        self.choice.choices(steps, weights=[13, 2, 2, 2, 1, 3, 3, 5])[0]()

    def change(self) -> None:
        """The buyer, or the shop for the buyer, asks for another address or cancels."""
        actor = self.choice.choice(self.people[:2])
        if self.choice.random() < 0.4:
            ask = lambda: ask_for_address(order=self.order.pk, address=NEW, actor=actor, at=self.world.now)  # noqa: E731
        else:
            ask = lambda: ask_for_cancellation(  # noqa: E731
                order=self.order.pk, reason="no_longer_wanted", actor=actor, at=self.world.now
            )
        self._try("ask for a change", ask)

    def scan(self) -> None:
        """A parcel leaves, goes on, arrives or comes back."""
        with in_shop(self.world.shop):
            parcels = Parcel.objects.filter(order=self.order, direction="outbound").order_by("-created_at", "pk")
            parcel = parcels.first()
        moment = {"actor": self.people[1], "at": self.world.now}
        if parcel is None:
            self._try("ship", lambda: announce_parcel(
                order_id=self.order.pk, direction="outbound", carrier="sf", tracking_number="SF1", **moment
            ))  # fmt: skip
            return
        state = "collected" if parcel.state == "announced" else self.choice.choice(SCANS)
        self._try(state, lambda: record_scan(parcel=parcel.pk, state=state, occurred_at=self.world.now, **moment))

    def post(self) -> None:
        """One letter of the post: lost, told now and again later, or told before those that are older."""
        waiting = _waiting()
        if not waiting:
            return
        key, name, arguments = self.choice.choice(waiting)
        fate = self.choice.choice(["lost", "doubled", "doubled", "reordered", "reordered"])
        if fate == "lost" and name not in NEWS:
            return  # a lost order to pay is started again by its own clock; here only news are lost
        self.news[fate] += 1
        if fate != "lost":
            app.tasks[name].func(**arguments)
        if fate != "doubled":
            _drop(key)

    def _offered(self, actor) -> list:
        found = super()._offered(actor)
        with in_shop(self.world.shop):
            try:
                changes = list(visible_changes(actor).filter(order=self.order, closed_at=None))
            except Exception:  # noqa: BLE001  (an arbitrator has no business with them)
                return found
            for change in changes:
                found += [(actor, action, change) for action in available(ORDER_CHANGE, change, actor, VALUES)]
        return found

    def open_changes(self) -> list[OrderChange]:
        with in_shop(self.world.shop):
            return list(OrderChange.objects.filter(order=self.order, closed_at=None))

    def end(self, rounds: int = 4) -> None:
        """Nobody acts any more; clocks, what is left of the post, and the catching-up bring it to its end."""
        for _ in range(rounds):
            super().end()
            for _ in range(80):
                if not self.open_changes() and not self.open_cases():
                    return
                self.world.clock.forward(hours=23)
                self.sweep()
                run_pending()
                if self.catches_up:
                    catch_up_shop(self.world.shop.pk)
                    run_pending()

    def _inputs(self, machine: str, action: str, subject) -> dict:
        given = super()._inputs(machine, action, subject)
        if machine == ORDER_CHANGE.name:
            own = {"confirm": {"code": "2222-2222"}, "offer_to_keep": {"amount_minor": 500}}
            given |= own.get(action, {})
        return given


def _waiting() -> list[tuple[int, str, dict]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' "
            "AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id"
        )
        rows = cursor.fetchall()
    return [(key, name, json.loads(args) if isinstance(args, str) else args) for key, name, args in rows]


def _drop(key: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [key])
