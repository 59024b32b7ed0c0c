"""The jobs that buy labels, give them back and look after both: every call outside any transaction.

A label is bought under the name of its quote, which is kept before, so whatever is repeated buys it once: an answer
that was lost is asked for. Between the calls `verbs.buy_label` writes down what is known.
"""

from uuid import UUID

import structlog

from huitou.core import clock
from huitou.core.actors import Actor, Role
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import periodic, task
from huitou.core.money import Money
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import in_shop
from huitou.logistics.labels import LabelTerms, labeller
from huitou.logistics.models import LabelPurchase, Purchase, ReturnWay, Way
from huitou.logistics.weights import expected_grams
from huitou.orders.models import CustomerContact, OrderAddress
from huitou.parcels.carriers.collecting import NeverReached
from huitou.parcels.carriers.labelling import AddressWrong, Bought, LabelAsk, Place, Void
from huitou.parcels.carriers.protocol import Permanent, Retryable, SourceError
from huitou.parcels.carriers.registry import account_of

log = structlog.get_logger(__name__)
# Of one shop in one go.
MOST = 200
PARTS = ("name", "street", "city", "region", "postcode", "country", "phone")


@task("logistics.make_label")
def make_label(*, shop: str, goods_return: str, above_limit: bool = False) -> None:
    """Buy the label and give it to the buyer."""
    from huitou.logistics.verbs.buy_label import begin_purchase

    shop_id = UUID(shop)
    found = begin_purchase(
        goods_return=UUID(goods_return), above_limit=above_limit, actor=_carrier(shop_id, "labels"), at=clock.now()
    )
    if found is not None:
        go_on(found)


@task("logistics.call_label_off")
def call_label_off(*, shop: str, purchase: str) -> None:
    """Ask the money of an unused label back. Tried again until it is known."""
    with in_shop(UUID(shop)):
        found = LabelPurchase.objects.filter(pk=purchase).first()
    if found is not None:
        go_on(found)


@periodic("3-59/5 * * * *", name="logistics.watch_labels")
def watch_labels() -> None:
    """Look after everything that is bought, asked for or awaited, shop by shop."""
    shop_by_shop(watch_shop, failed="labels.watching_failed")


def watch_shop(shop_id: UUID) -> int:
    """Go on with what is due in a shop; how many that were."""
    with in_shop(shop_id):
        found = list(LabelPurchase.objects.filter(next_ask_at__lte=clock.now()).order_by("next_ask_at", "pk")[:MOST])
    for one in found:
        try:
            go_on(one)
        except SourceError as error:
            log.warning("labels.not_gone_on", purchase=str(one.pk), reason=error.failure_code)
        except Exception:
            # An adapter's bug must not hold up the other purchases.
            log.exception("labels.failed_unexpectedly", purchase=str(one.pk))
    return len(found)


def go_on(found: LabelPurchase) -> None:
    """The next step of a purchase, whichever it is. Raises NeverReached: nothing arrived, try again."""
    from huitou.logistics.verbs.buy_label import end_label, leave_open, refuse_purchase

    actor = _carrier(found.shop_id, found.service)
    if found.state in (Purchase.ASKED, Purchase.OPEN):
        try:
            _buy(found, actor)
        except NeverReached:
            raise
        except Retryable as error:
            leave_open(purchase=found.pk, failure_code=error.failure_code, actor=actor, at=clock.now())
        except SourceError as error:
            refuse_purchase(
                purchase=found.pk, failure_code=error.failure_code, said=error.detail, actor=actor, at=clock.now()
            )
    elif found.state == Purchase.VOIDING:
        _void(found, actor)
    elif found.state == Purchase.BOUGHT and found.label_id is None:
        _give(found, actor)
    elif found.state == Purchase.BOUGHT:
        end_label(purchase=found.pk, actor=actor, at=clock.now())


def _buy(found: LabelPurchase, actor: Actor) -> None:
    """Price, purchase, file. Raises SourceError."""
    from huitou.logistics.verbs.buy_label import keep_bought, keep_quote, leave_open

    adapter, account = labeller(found.service), account_of(found.shop_id)
    bought = None
    if found.unwanted and not found.reference:
        _drop(found, actor)
        return
    if not found.reference:
        with in_shop(found.shop_id):
            ask = ask_of(found)
        _demand_whole(ask)
        kept = keep_quote(purchase=found.pk, quote=adapter.quote_label(account, ask), actor=actor, at=clock.now())
        if kept is None:
            return
        found = kept
    else:
        bought = adapter.see_label(account, found.reference)
    if bought is None and found.unwanted:
        # Nothing was bought, and nothing is wanted any more.
        _drop(found, actor)
        return
    if bought is None:
        # From here on it may be paid, whatever becomes of this process.
        leave_open(purchase=found.pk, failure_code="asked", actor=actor, at=clock.now())
        bought = adapter.buy_label(account, found.reference, found.rate)
    _give(keep_bought(purchase=found.pk, bought=bought, actor=actor, at=clock.now()), actor)


def _drop(found: LabelPurchase, actor: Actor) -> None:
    from huitou.logistics.verbs.buy_label import refuse_purchase

    refuse_purchase(purchase=found.pk, failure_code="unwanted", actor=actor, at=clock.now())


def _give(found: LabelPurchase, actor: Actor) -> None:
    from huitou.logistics.verbs.buy_label import give_bought_label, wait_for
    from huitou.logistics.verbs.labels import LabelFileInvalid

    if found.state != Purchase.BOUGHT or found.label_id is not None:
        return
    with in_shop(found.shop_id):
        ask = ask_of(found)
    try:
        file = labeller(found.service).fetch_label(account_of(found.shop_id), _bought(found), ask)
        give_bought_label(purchase=found.pk, file=file, actor=actor, at=clock.now())
    except NotTheirTurn:
        return  # the return has moved on meanwhile; what was bought is looked after
    except LabelFileInvalid:
        log.warning("labels.file_unusable", purchase=str(found.pk), service=found.service)
        wait_for(purchase=found.pk, failure_code="label_file", actor=actor, at=clock.now())
    except Retryable as error:
        wait_for(purchase=found.pk, failure_code=error.failure_code, actor=actor, at=clock.now())


def _void(found: LabelPurchase, actor: Actor) -> None:
    """Ask the money back, then how that stands, until the carrier says. Raises NeverReached."""
    from huitou.logistics.verbs.buy_label import note_void, wait_for

    adapter, account = labeller(found.service), account_of(found.shop_id)
    ask = adapter.see_void if found.void_asked_at is not None else adapter.void_label
    void: Void
    try:
        void = ask(account, found.reference)
    except Permanent as error:
        log.warning("labels.no_money_back", purchase=str(found.pk), reason=error.failure_code)
        void = "refused"
    except SourceError as error:
        wait_for(purchase=found.pk, failure_code=error.failure_code, actor=actor, at=clock.now())
        return
    note_void(purchase=found.pk, void=void, actor=actor, at=clock.now())


def ask_of(found: LabelPurchase) -> LabelAsk:
    """What is asked for: from the buyer's door to the return's address, as heavy as its goods. Inside the shop."""
    back = found.goods_return
    way = ReturnWay.objects.filter(way=Way.SHOP_LABEL).first()
    terms = LabelTerms.from_json(way.labelling if way is not None else {})
    address = OrderAddress.objects.filter(order_id=back.order_id, erased_at=None).first()
    contact = CustomerContact.objects.filter(customer_id=back.order.customer_id, erased_at=None).first()
    name, phone = (contact.name, contact.phone) if contact is not None else ("", "")
    buyer = Place(name=name, phone=phone, country=back.order.country)
    if address is not None:
        buyer = Place(
            name=address.name or name, street=address.street, city=address.city, region=address.region,
            postcode=address.postcode, country=address.country or back.order.country, phone=address.phone or phone,
        )  # fmt: skip
    shop = Place(**{part: str(back.send_to_parts.get(part, "")) for part in PARTS})
    return LabelAsk(
        key=found.key, buyer=buyer, shop=shop, grams=expected_grams(back) or terms.grams, size_mm=terms.size_mm,
        carriers=terms.carriers,
    )  # fmt: skip


def _demand_whole(ask: LabelAsk) -> None:
    """Raise AddressWrong for an address that no carrier could find."""
    if not ask.buyer.whole:
        raise AddressWrong("buyer", "incomplete")
    if not ask.shop.whole:
        raise AddressWrong("shop", "incomplete")


def _bought(found: LabelPurchase) -> Bought:
    return Bought(
        found.reference, found.carrier, found.tracking_number, Money(found.price_minor, found.currency), found.url,
        found.code,
    )  # fmt: skip


def _carrier(shop_id: UUID, code: str) -> Actor:
    return Actor(role=Role.CARRIER, shop_id=shop_id, id=f"source:{code}")
