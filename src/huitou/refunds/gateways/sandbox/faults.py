"""The plan of what goes wrong in the sandbox: written by tests, benches and the demo, read by the adapter."""

from django.db import transaction
from django.db.models import Q

from huitou.refunds.gateways.sandbox.models import PlannedFault

Kind = PlannedFault.Kind


def plan_fault(
    account: str, kind: Kind, *, times: int | None = 1, on: str = "refund", seconds: int = 0, minor: int = 0
) -> PlannedFault:
    """The account's next `times` calls go wrong so (None: all). Faults come in the order in which they are planned."""
    return PlannedFault.objects.create(account=account, kind=kind, on=on, remaining=times, seconds=seconds, minor=minor)


def forget_faults(account: str) -> None:
    """From now on all goes well."""
    PlannedFault.objects.filter(account=account).delete()


def next_fault(account: str, on: str) -> PlannedFault | None:
    """Take the next fault of this kind of call, used up by one."""
    waiting = PlannedFault.objects.filter(Q(on=on) | Q(on=""), account=account).order_by("pk")
    if not waiting.exists():
        return None
    with transaction.atomic():
        fault = waiting.select_for_update().first()
        if fault is None or fault.remaining is None:
            return fault
        fault.remaining -= 1
        if fault.remaining:
            fault.save(update_fields=["remaining"])
        else:
            PlannedFault.objects.filter(pk=fault.pk).delete()
        return fault
