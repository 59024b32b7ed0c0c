"""Takes a statement of withdrawal from a page that needs no log-in; the same work whether it matches an order or not.

Called by the withdrawal function's view. The job opens the case as the order's buyer and sends the receipt; a statement
that matches nothing is told to the shop's people, who can still find the order: it may be a slip of the pen.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huitou.accounts.client import client_address
from huitou.accounts.limits import Limit, TooManyTries, count
from huitou.accounts.permissions import BUYER_PERMISSIONS
from huitou.cases.verbs import withdraw_contract
from huitou.cases.withdrawal_letter import NAME_LONGEST, Statement
from huitou.core import clock
from huitou.core.actors import Actor, Role
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue, take_along, task
from huitou.core.models import Shop
from huitou.core.sealing import seal, unseal
from huitou.core.tenancy import in_shop
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff
from huitou.orders.contacts import contact_key, number_key
from huitou.orders.queries import look_up

BY_ORDER = Limit("withdraw.order", times=6, window=timedelta(hours=1))
BY_CONTACT = Limit("withdraw.contact", times=6, window=timedelta(hours=1))
BY_CLIENT = Limit("withdraw.client", times=30, window=timedelta(hours=1))
# So many mails of statements that match nothing; a mail tells of so many of them.
UNMATCHED_BY_SHOP = Limit("withdraw.unmatched", times=5, window=timedelta(hours=1))
MOST_TOLD = 50


def state_withdrawal(request: HttpRequest, shop: Shop, statement: Statement) -> None:
    """Count the attempt and hand the statement to the job, with the time at which it was made. Raises: TooManyTries."""
    count(
        [
            # As the look-up reads them: another spelling of the same is no new attempt.
            (BY_ORDER, f"{shop.pk}:{number_key(statement.number)}"),
            (BY_CONTACT, f"{shop.pk}:{contact_key(statement.contact, shop.country)}"),
            (BY_CLIENT, client_address(request)),
        ],
        at=statement.at,
    )
    with in_shop(shop):
        enqueue(
            withdraw,
            shop=str(shop.pk),
            key=str(new_id()),
            statement=_sealed(statement),
            locale=get_language() or shop.locale,
        )


def _given_up(arguments: Mapping[str, Any]) -> None:
    """It could not be taken in, again and again: a person must. Nothing of it stays in the queue."""
    owner = Shop.objects.get(pk=UUID(arguments["shop"]))
    with in_shop(owner):
        _tell_shop(owner, f"failed:{arguments['key']}", [_unsealed(arguments["statement"])], failed=True)


@task("portal.withdraw", priority=10, private="statement", given_up=_given_up)
def withdraw(*, shop: str, key: str, statement: str, locale: str, **_more: object) -> None:
    """Act on the statement as of the moment it was made. A second run finds the pieces in their case.

    It comes sealed: a job's arguments lie in the database, and in its log and backups.
    """
    owner, stated = Shop.objects.get(pk=UUID(shop)), _unsealed(statement)
    with in_shop(owner):
        found = look_up(owner, stated.number, stated.contact)
        if found is None:
            enqueue(tell_unmatched, shop=shop, key=key, statement=statement)
            return
        order_id, customer_id = found.order.pk, found.customer.pk
    buyer = Actor(
        role=Role.BUYER,
        shop_id=owner.pk,
        id=f"buyer:{customer_id}",
        permissions=BUYER_PERMISSIONS,
        customer_id=customer_id,
        order_ids=frozenset({order_id}),
        name=one_line(stated.name, NAME_LONGEST),
    )
    withdraw_contract(order=order_id, name=stated.name, actor=buyer, at=stated.at, locale=locale)


@task("portal.tell_unmatched", priority=-1, private="statement", given_up=_given_up)
def tell_unmatched(*, shop: str, key: str, statement: str, **_more: object) -> None:
    """Tell the shop's people. Beyond so many mails an hour it waits, and the next mail tells of all that waited."""
    owner, at = Shop.objects.get(pk=UUID(shop)), clock.now()
    try:
        count([(UNMATCHED_BY_SHOP, shop)], at=at)
    except TooManyTries as error:
        later = at + timedelta(minutes=error.params["minutes"])
        with in_shop(owner):
            enqueue(tell_unmatched, not_before=later, shop=shop, key=key, statement=statement)
        return
    with in_shop(owner):
        others = take_along(tell_unmatched, shop=shop, at_most=MOST_TOLD - 1)
        waited = [_unsealed(other["statement"]) for other in others if other["key"] != key]
        _tell_shop(owner, key, [_unsealed(statement), *waited])


def _sealed(statement: Statement) -> str:
    return seal(json.dumps([statement.name, statement.number, statement.contact, statement.at.isoformat()]))


def _unsealed(sealed: str) -> Statement:
    name, number, contact, at = json.loads(unseal(sealed))
    return Statement(name, number, contact, datetime.fromisoformat(at))


def _tell_shop(shop: Shop, key: str, statements: Sequence[Statement], *, failed: bool = False) -> None:
    first = statements[0]

    def letter(_locale: str) -> Letter:
        return Letter(
            subject=_subject(statements, failed=failed),
            sentence=_(
                "A withdrawal could not be taken in by the program. It counts all the same: please see to it by hand."
            )
            if failed
            else _("Somebody withdrew from a contract, but order number and e-mail address do not belong together."),
            facts=_facts(first) if len(statements) == 1 else [_fact(one) for one in statements],
            paragraphs=[
                _(
                    "Look for the order: a slip of the pen does not make a withdrawal void. If you find it, open the "
                    "case for the buyer."
                )
            ],
            button=Link(_("Open the desk"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/"),
        )

    send_to_staff(
        shop_id=shop.pk, permission="cases.agree", key=f"withdrawal.unmatched:{key}", letter=letter, at=first.at
    )


def _subject(statements: Sequence[Statement], *, failed: bool) -> str:
    if failed:
        return _("A withdrawal that needs a person: %(number)s") % {"number": one_line(statements[0].number, 80)}
    if len(statements) == 1:
        return _("A withdrawal that matches no order: %(number)s") % {"number": one_line(statements[0].number, 80)}
    return _("%(count)s withdrawals that match no order") % {"count": len(statements)}


def _facts(one: Statement) -> list[Fact]:
    return [
        Fact(_("Name"), one_line(one.name, NAME_LONGEST)),
        Fact(_("Order number"), one_line(one.number, 80)),
        Fact(_("E-mail address"), one_line(one.contact, 254)),
        Fact(_("Stated"), one.at.isoformat(timespec="seconds")),
    ]


def _fact(one: Statement) -> Fact:
    said = " · ".join((one_line(one.name, NAME_LONGEST), one_line(one.contact, 254), f"{one.at:%Y-%m-%d %H:%M %Z}"))
    return Fact(one_line(one.number, 80) or "-", said)
