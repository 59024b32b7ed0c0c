"""Accounts that can send nothing to anybody: stopped at the first answer that says so; the event makes a mail of it.

Called by `short_jobs` and the accounts' verbs, within their transaction. What was to go that way is not its matter:
whoever has news takes another way (`short_jobs.when_short_failed`).
"""

from datetime import datetime

from huitou.core import events
from huitou.core.actors import Actor, system_actor
from huitou.notifications.models import ChannelAccount

KIND = "notifications.channel_account."


def stall(provider: str, why: str, *, at: datetime) -> None:
    """Stop the shop's account; nothing where it is closed or stands still already."""
    row = ChannelAccount.objects.select_for_update().filter(provider=provider, closed_at=None, stalled_at=None).first()
    if row is None:
        return
    row.stalled_at, row.stalled_why = at, why[:60]
    facts = {"provider": provider, "why": row.stalled_why}
    events.record(row, f"{KIND}stalled", actor=system_actor(row.shop_id), at=at, facts=facts)
    row.save()


def carries_again(provider: str, *, actor: Actor, at: datetime) -> None:
    """The account sends again; nothing where it never stood still."""
    row = ChannelAccount.objects.select_for_update().filter(provider=provider).exclude(stalled_at=None).first()
    if row is None:
        return
    row.stalled_at, row.stalled_why = None, ""
    events.record(row, f"{KIND}resumed", actor=actor, at=at, facts={"provider": provider})
    row.save()


def stalled_accounts() -> list[ChannelAccount]:
    """Those that stand still, the longest first. One query, inside the shop."""
    rows = ChannelAccount.objects.filter(closed_at=None).exclude(stalled_at=None)
    return list(rows.order_by("stalled_at", "pk"))
