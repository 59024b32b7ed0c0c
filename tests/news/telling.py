"""A shop whose parcels are reported of by carriers, and the mails that its buyers get of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from huitou.core.actors import Actor, Role
from huitou.core.deadlines import sweep_shop
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.news.models import ParcelNews, Telling
from huitou.notifications.models import Mail, MailState
from huitou.parcels.carriers.protocol import Report, Tracking
from huitou.parcels.verbs import ToldBy, announce_parcel, record_scan, record_tracking
from huitou.parcels.vocabulary.certainty import STATED
from tests.worlds import World

_numbers = count(10)


def morning(clock: Any, hour: int = 10) -> None:
    """Let the clock stand at that hour in the world's shop (Asia/Shanghai, which has no summer time)."""
    local = clock.now().astimezone(UTC) + timedelta(hours=8)
    clock.forward(hours=(hour - local.hour) % 24, minutes=-local.minute)


@dataclass
class Post:
    """The world with one order; `clock` stands at a morning in the shop's zone."""

    world: World
    order: Any = None
    parcels: list[Any] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.world.now

    def parcel(self, **facts: Any) -> Any:
        """A parcel of the order that has its label."""
        if self.order is None:
            self.order = self.world.order(shipped=False, delivered_days_ago=None)
        number = f"SF77{next(_numbers)}"
        made = announce_parcel(
            order_id=self.order.pk, direction="outbound", actor=self.world.agent, at=self.now, carrier="sf",
            tracking_number=number, **facts,
        )  # fmt: skip
        self.parcels.append(made)
        return made

    def by_hand(self, parcel: Any, state: str, *, minutes: float = 0) -> None:
        """The shop's people record it."""
        self._scan(parcel, state, self.world.agent, minutes)

    def says(self, parcel: Any, status: str, *, minutes: float = 0, text: str = "", place: str = "") -> None:
        """The carrier reports it, as if by a push."""
        report = Report(status, self.now + timedelta(minutes=minutes), STATED, text=text, place=place)
        told = Tracking(number=parcel.tracking_number, reports=(report,), carrier="sf")
        record_tracking(told=[ToldBy("simulator", told, self.now)], actor=self.carrier, at=self.now)

    @property
    def carrier(self) -> Actor:
        return Actor(role=Role.CARRIER, shop_id=self.world.shop.pk, id="carrier:test")

    def _scan(self, parcel: Any, state: str, actor: Actor, minutes: float) -> None:
        record_scan(
            parcel=parcel.pk, state=state, occurred_at=self.now + timedelta(minutes=minutes), actor=actor, at=self.now
        )

    def jobs(self) -> None:
        run_pending()

    def later(self, **time: float) -> None:
        """Some time goes by: jobs, deadlines, jobs."""
        self.world.clock.forward(**time)
        run_pending()
        sweep_shop(self.world.shop.pk, at=self.now)
        run_pending()

    def mails(self) -> list[Mail]:
        """What buyers got, the first first."""
        with in_shop(self.world.shop):
            return list(Mail.objects.filter(key__startswith="news:").order_by("queued_at", "pk"))

    def states(self) -> list[tuple[str, str, str]]:
        """Every piece of news: what, how it stands, why."""
        with in_shop(self.world.shop):
            rows = ParcelNews.objects.order_by("happened_at", "pk")
            return [(row.trigger, row.state, row.why) for row in rows]

    def loses_it(self) -> None:
        """Everything that was told so far does not arrive."""
        with in_shop(self.world.shop):
            told = Telling.objects.values_list("message_id", flat=True)
            Mail.objects.filter(pk__in=list(told)).update(state=MailState.FAILED)

    def as_job(self, do: Any) -> None:
        """Run it as a job does: in a writing transaction of the shop."""
        with writing(self.world.shop.pk):
            do()

    def event(self, kind: str) -> Event:
        """The last event of this kind."""
        with in_shop(self.world.shop):
            return Event.objects.filter(kind=kind).order_by("-position")[0]
