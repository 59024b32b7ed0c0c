"""A shop sets what is sold beside parcels: its rules, its own pairs, its coupons. Called by desk and API."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid, NotFound
from huitou.core.ids import new_id
from huitou.core.locks import in_turn, lock_or_make
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.retention.links import is_own, product_address
from huitou.retention.models import Coupon, CouponCode, Pairing, SellingRules

EDIT = "settings.edit"
MOST_NAMED = 200
MOST_CODES = 20_000
MOST_OTHERS = 20


class ProductLinkForeign(Invalid):
    """A link to products that is none, or leads out of the shop's own website."""

    code = "product_link_foreign"
    message = _(
        "The link must begin with https:// and lie in the shop's own website (Settings, Shop), with {product} or {sku} "
        "where the product stands."
    )


class SellingRulesInvalid(Invalid):
    """Shares, days or names that cannot be."""

    code = "selling_rules_invalid"
    message = _("Up to half of the customers held out, 1 to 60 days, and at most 200 products pinned or excluded.")


class CouponInvalid(Invalid):
    """A coupon without words, without or with two kinds of codes, or with days the wrong way round."""

    code = "coupon_invalid"
    message = _(
        "A coupon needs words, either one code or a list of codes (at most 20,000, none longer than 60 signs), and an "
        "end that is not before its start."
    )


class CouponCodesTaken(Conflict):
    """Single-use codes that somebody else has, or may still get."""

    code = "coupon_codes_taken"
    message = _(
        "Some of these codes are in another coupon or were given to a customer (%(codes)s). Stop giving that coupon "
        "first, and leave out what was given."
    )


@verb
def set_selling(
    *, recommends: bool, product_link: str, pinned: Collection[str], excluded: Collection[str], hold_out_percent: int,
    days: int, actor: Actor, at: datetime,
) -> SellingRules:  # fmt: skip
    """Keep the rules. Raises: ProductLinkForeign, SellingRulesInvalid, Forbidden."""
    actor.require(EDIT)
    wanted = {
        "recommends": recommends, "product_link": product_link.strip(), "pinned": _names(pinned),
        "excluded": _names(excluded), "hold_out_percent": hold_out_percent, "days": days,
    }  # fmt: skip
    link = str(wanted["product_link"])
    if link or recommends:
        _demand_own(link)
    if not 0 <= hold_out_percent <= 50 or not 1 <= days <= 60:
        raise SellingRulesInvalid()
    row = lock_or_make(SellingRules.objects.filter(shop_id=actor.shop_id))
    rules = row or SellingRules(shop_id=actor.shop_id)
    before = {name: getattr(rules, name) for name in wanted}
    if row is not None and before == wanted:
        return rules
    for name, value in wanted.items():
        setattr(rules, name, value)
    facts = {"before": before, "after": wanted}
    events.record(rules, "retention.selling_rules.set", actor=actor, at=at, facts=facts)
    rules.save(force_insert=row is None)
    return rules


@verb
def tell_pairs(*, product: str, others: Sequence[str], actor: Actor, at: datetime) -> int:
    """The shop says what goes with a product (the first best), before what is counted; none takes it back.

    Raises: SellingRulesInvalid, Forbidden.
    """
    actor.require(EDIT)
    named = [name for name in _names(others) if name != product]
    if not product or len(product) > 120 or "\x00" in product or len(named) > MOST_OTHERS:
        raise SellingRulesInvalid()
    in_turn(f"retention.pairs.{product}")
    Pairing.objects.filter(product=product, source=Pairing.Source.SHOP).delete()
    rows = [
        Pairing(shop_id=actor.shop_id, product=product, other=other, source=Pairing.Source.SHOP, score=len(named) - at_)
        for at_, other in enumerate(named)
    ]
    return len(Pairing.objects.bulk_create(rows))


@verb
def add_coupon(
    *, title: str, terms: str, code: str, codes: Sequence[str], starts_on: date, ends_on: date, least_minor: int,
    on_page: bool, in_mail: bool, actor: Actor, at: datetime,
) -> Coupon:  # fmt: skip
    """A coupon with one `code` for everybody, or with `codes` given once each.

    Raises: CouponInvalid, CouponCodesTaken, Forbidden.
    """
    actor.require(EDIT)
    single, shared = list(dict.fromkeys(one.strip() for one in codes if one.strip())), code.strip()
    texts = (title.strip(), terms.strip(), shared, *single)
    possible = (
        0 < len(title.strip()) <= 120 and len(terms.strip()) <= 300 and bool(shared) != bool(single)
        and len(single) <= MOST_CODES and all(len(one) <= 60 for one in (shared, *single))
        and not any("\x00" in one for one in texts) and starts_on <= ends_on and 0 <= least_minor < 10**15
    )  # fmt: skip
    if not possible:
        raise CouponInvalid()
    coupon = Coupon(
        id=new_id(), shop_id=actor.shop_id, title=title.strip(), terms=terms.strip(), code=shared, starts_on=starts_on,
        ends_on=ends_on, least_minor=least_minor, on_page=on_page, in_mail=in_mail, made_at=at,
    )  # fmt: skip
    facts = {"codes": len(single), "shared": bool(shared), "from": starts_on.isoformat(), "to": ends_on.isoformat()}
    events.record(coupon, "retention.coupon.added", actor=actor, at=at, facts=facts)
    coupon.save(force_insert=True)
    _keep_codes(coupon, single)
    return coupon


@verb
def close_coupon(*, coupon: UUID, actor: Actor, at: datetime) -> Coupon:
    """It is given to nobody any more; codes that were given stay theirs. Raises: Forbidden, NotFound."""
    actor.require(EDIT)
    found = lock_or_make(Coupon.objects.filter(pk=coupon))
    if found is None:
        raise NotFound()
    if found.closed_at is None:
        found.closed_at = at
        events.record(found, "retention.coupon.closed", actor=actor, at=at, facts={})
        found.save()
    return found


def _keep_codes(coupon: Coupon, codes: Sequence[str]) -> None:
    """What a coupon that was stopped has left goes over to this one. Raises CouponCodesTaken."""
    there = CouponCode.objects.filter(code__in=codes)
    there.filter(customer=None, coupon__closed_at__isnull=False).delete()
    rows = [CouponCode(id=new_id(), shop_id=coupon.shop_id, coupon=coupon, code=one) for one in codes]
    try:
        # The form may have been sent twice at once.
        with transaction.atomic():
            CouponCode.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        named = there.exclude(coupon=coupon).order_by("code").values_list("code", flat=True)[:3]
        raise CouponCodesTaken(codes=", ".join(named)) from error


def _names(given: Collection[str]) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in given if name.strip()))
    if len(names) > MOST_NAMED or any(len(name) > 120 or "\x00" in name for name in names):
        raise SellingRulesInvalid()
    return names


def _demand_own(link: str) -> None:
    named = "{product}" in link or "{sku}" in link
    whole = product_address(link, product="x", sku="x")
    host = link.split("//", 1)[-1].split("/", 1)[0].split("?", 1)[0]
    if len(link) > 300 or not named or "{" in host or not is_own(open_shop_row().domain, whole):
        raise ProductLinkForeign()
