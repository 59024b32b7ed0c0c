"""Who decides: taking a dispute, handing it over, and saying that one should not decide it.

No steps of the table: nothing changes for the sides. Each is told in the dispute's chain.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import PlatformRole
from huitou.cases.disputes.access import access_dispute
from huitou.cases.disputes.conflicts import conflict_of, demand_no_conflict, identity
from huitou.cases.models import DeclaredConflict, Dispute
from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict as Clash
from huitou.core.errors import NotFound
from huitou.core.pseudonyms import pseudonym
from huitou.core.verbs import verb

RULE = "disputes.rule"


class TakenByAnother(Clash):
    """Another arbitrator is at it."""

    code = "dispute_taken"
    message = _("Another arbitrator has taken this dispute. Take it over first, if they agree.")


class DisputeOver(Clash):
    """There is nothing left to decide."""

    code = "dispute_over"
    message = _("This dispute is over. Nothing can be taken or handed over any more.")


class NoSuchArbitrator(NotFound):
    """The person is no arbitrator, or has an interest in the dispute themselves."""

    code = "no_such_arbitrator"
    message = _("Choose an arbitrator who may decide this dispute.")


@verb
def take_dispute(*, dispute: Dispute | UUID | str, actor: Actor, at: datetime) -> Dispute:
    """Take the dispute, from the queue or from another arbitrator. Raises: ConflictOfInterest, DisputeOver."""
    found = _open(dispute, actor)
    demand_no_conflict(actor, found)
    before, found.arbitrator_id = found.arbitrator_id, identity(actor)
    if before != found.arbitrator_id:
        _record(found, "cases.dispute.taken", actor, at, {"before": pseudonym(found.case_id, before)})
    return found


@verb
def hand_over_dispute(*, dispute: Dispute | UUID | str, to: UUID | None = None, actor: Actor, at: datetime) -> Dispute:
    """Give the dispute to another arbitrator (`to`: the person's id), or back to the queue.

    Raises: NoSuchArbitrator, DisputeOver.
    """
    found = _open(dispute, actor)
    found.arbitrator_id = "" if to is None else _arbitrator(found, to, actor)
    _record(found, "cases.dispute.handed_over", actor, at, {"to": pseudonym(found.case_id, found.arbitrator_id)})
    return found


@verb
def declare_conflict(*, dispute: Dispute | UUID | str, actor: Actor, at: datetime) -> Dispute:
    """Say that one has an interest in it: from now on this person never decides it. Raises: DisputeOver."""
    found = _open(dispute, actor)
    me = identity(actor)
    DeclaredConflict.objects.get_or_create(shop_id=actor.shop_id, dispute=found, actor_id=me, defaults={"at": at})
    if found.arbitrator_id == me:
        found.arbitrator_id = ""
    _record(found, "cases.dispute.declared_conflict", actor, at, {})
    return found


def taken_by(dispute: Dispute, actor: Actor) -> None:
    """Whoever decides something has it from then on. Raises TakenByAnother."""
    me = identity(actor)
    if dispute.arbitrator_id not in ("", me):
        raise TakenByAnother()
    dispute.arbitrator_id = me


def arbitrators_for(dispute: Dispute) -> list[tuple[UUID, str]]:
    """(id, name) of the active arbitrators who may decide the dispute, by name."""
    holders = PlatformRole.objects.filter(role__in=("arbitrator", "senior"), staff__is_active=True)
    people = {holder.staff_id: holder.staff.name for holder in holders.select_related("staff")}
    allowed = [(key, name) for key, name in people.items() if conflict_of(_as_actor(dispute, key), dispute) is None]
    return sorted(allowed, key=lambda one: one[1])


def _open(dispute: Dispute | UUID | str, actor: Actor) -> Dispute:
    found: Dispute = access_dispute(actor, dispute, lock=True)
    actor.require(RULE)
    if found.is_over:
        raise DisputeOver()
    return found


def _arbitrator(dispute: Dispute, person: UUID, actor: Actor) -> str:
    if person not in {key for key, _name in arbitrators_for(dispute)}:
        raise NoSuchArbitrator()
    return f"staff:{person}"


def _as_actor(dispute: Dispute, person: UUID) -> Actor:
    return Actor(role=Role.PLATFORM, shop_id=dispute.shop_id, id=f"staff:{person}")


def _record(dispute: Dispute, kind: str, actor: Actor, at: datetime, facts: dict[str, object]) -> None:
    events.record(dispute, kind, actor=actor, at=at, facts=facts)
    dispute.save()
