"""A host of the shop's own for its buyers' pages: wanting one, noting what a look found, giving one up.

Called by the desk, the API and the jobs. The net is never asked in here: a verb holds a transaction.
"""

import secrets
from dataclasses import asdict, fields
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from huitou.accounts.domains import hosts
from huitou.accounts.domains.looking import Found
from huitou.accounts.domains.names import checked_host
from huitou.accounts.domains.standing import CLAIM_LASTS, Standing, after_look
from huitou.accounts.models import PagesDomain
from huitou.accounts.records import note
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.models import Shop
from huitou.core.verbs import verb

State = PagesDomain.State
STANDING = tuple(one.name for one in fields(Standing))
# What a look that is no good leaves to be told once: the first failure of a host that is in use.
FAILING = "accounts.domain.failing"


@verb
def want_domain(*, actor: Actor, at: datetime, host: str) -> PagesDomain:
    """Want this host for the shop's pages; the one in use stays until the new one is proven, other wishes are dropped.

    The same host again gives what is there; where it was lost or had run out, a claim with a new token.
    Raises: Forbidden, DomainUnfit and its kinds.
    """
    actor.require("settings.edit")
    ours = hosts.hosts_of_ours()
    wanted = checked_host(host, ours=ours, local="localhost" in ours and _on_own_computer())
    _locked(actor)
    kept = PagesDomain.objects.filter(host=wanted).first()
    if kept is not None and kept.state in (State.PENDING, State.PROVEN):
        return kept
    PagesDomain.objects.exclude(state=State.PROVEN).delete()
    row = PagesDomain.objects.create(
        shop_id=actor.shop_id, host=wanted, token=secrets.token_urlsafe(24), claimed_at=at,
        expires_at=at + CLAIM_LASTS, next_look_at=at,
    )  # fmt: skip
    note("accounts.domain.wanted", actor=actor, at=at, facts={"host": wanted})
    return row


@verb
def give_up_domain(*, actor: Actor, at: datetime, host: str) -> None:
    """Forget the host: the shop's pages stand below our host's path again, and any other shop may prove it.

    Raises: Forbidden, NotFound.
    """
    actor.require("settings.edit")
    shop = _locked(actor)
    row = PagesDomain.objects.filter(host=host.strip().lower()).first()
    if row is None:
        raise NotFound()
    if shop.pages_host == row.host:
        _set_host(shop, "")
    row.delete()
    note("accounts.domain.given_up", actor=actor, at=at, facts={"host": row.host})


@verb
def note_look(*, actor: Actor, at: datetime, domain: UUID, token: str, found: Found) -> PagesDomain | None:
    """Write down what a look found and what follows from it; None where the claim is gone or another one by now."""
    shop = _locked(actor)
    row = PagesDomain.objects.select_for_update().filter(pk=domain, token=token).first()
    if row is None or row.state == State.EXPIRED:
        return None
    before, failed_before = row.state, row.failing_since is not None
    good = found.owned and found.leads_here
    if good and before != State.PROVEN:
        good = _take(shop, row)
        if not good:
            found = Found("taken", found.place, found.proof, ours=found.ours)
    now = after_look(Standing(**{name: getattr(row, name) for name in STANDING}), good=good, at=at)
    for name, value in asdict(now).items():
        setattr(row, name, value)
    row.looked_at, row.found = at, found.as_json()
    if found.owned:
        row.owned_at, row.proof = row.owned_at or at, found.proof
    if row.state == State.LOST:
        # A file seen long ago says nothing of whose the host is by now.
        row.proof = ""
    row.save()
    if row.state == State.LOST and shop.pages_host == row.host:
        _set_host(shop, "")
    if row.state != before:
        note(f"accounts.domain.{row.state}", actor=actor, at=at, facts={"host": row.host})
    elif row.state == State.PROVEN and row.failing_since is not None and not failed_before:
        note(FAILING, actor=actor, at=at, facts={"host": row.host})
    return row


def _take(shop: Shop, row: PagesDomain) -> bool:
    """Give the host to the shop, unless another one has it: the first to prove it gets it."""
    before = shop.pages_host
    try:
        with transaction.atomic():
            _set_host(shop, row.host)
    except IntegrityError:
        shop.pages_host = before
        return False
    PagesDomain.objects.filter(state=State.PROVEN).exclude(pk=row.pk).delete()
    return True


def _set_host(shop: Shop, host: str) -> None:
    shop.pages_host = host
    shop.save(update_fields=["pages_host"])
    transaction.on_commit(hosts.forget)


def _locked(actor: Actor) -> Shop:
    return Shop.objects.select_for_update().get(pk=actor.shop_id)


def _on_own_computer() -> bool:
    return urlsplit(settings.HUITOU_PUBLIC_URL).hostname in ("localhost", "127.0.0.1")
