"""The grounds of verdicts: which rule, which code, which sentence. One function per thing that can be said.

Called by `rules.evaluate` only. Params are raw values: `*_at` is an ISO time in the policy's zone, `*_minor` a sum
in the policy's `currency`, `days`/`hours` numbers, `kind(s)`/`reason(s)`/`evidence`/`because` codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from huitou.policies.rules import numbers
from huitou.policies.rules.document import Document, Exclusion, Offer, Shipping
from huitou.policies.rules.verdict import Ground
from huitou.policies.rules.vocabulary import N_, REASONS, Kind
from huitou.policies.rules.windows import Span, Times


def local(document: Document, moment: datetime) -> str:
    """Return a moment as ISO text in the policy's own time zone."""
    return moment.astimezone(document.zone).isoformat()


# Why something is given


def within_window(document: Document, number: str, offer: Offer, span: Span, times: Times) -> Ground:
    """The window is open: how long it is, since when, until when."""
    params: dict[str, object] = {"kind": offer.kind}
    clock = offer.window.clock
    if span.until is None:
        msgids = {
            "delivery": N_("You can ask for %(kind)s; this rule sets no last day."),
            "promise": N_("You can ask for %(kind)s, because the promised day has passed."),
            "before_shipping": N_("You can ask for %(kind)s until the goods are handed to the carrier."),
            "before_delivery": N_("You can ask for %(kind)s until the goods are delivered."),
        }
        if clock == "delivery" and offer.window.days is not None:
            params["days"] = offer.window.days
            msgid = N_("You can ask for %(kind)s until %(days)s after the order's last parcel, which is still to come.")
            return Ground(number, "open", msgid, params)
        return Ground(number, "open", msgids[clock], params)
    params |= {"until_at": local(document, span.until), "days": offer.window.days}
    if clock == "promise":
        msgid = N_(
            "You can ask for %(kind)s until %(until_at)s: within %(days)s of the promised day, which has passed."
        )
        return Ground(number, "open", msgid, params)
    assert times.delivered_at is not None
    params["delivered_at"] = local(document, times.delivered_at)
    msgid = N_("You can ask for %(kind)s until %(until_at)s: within %(days)s of the delivery on %(delivered_at)s.")
    return Ground(number, "open", msgid, params)


def shipping_cost(document: Document, number: str | None, shipping: Shipping, reason: str) -> Ground:
    """Who pays for the way back. `number`: of the rule that says so itself, else the table of costs."""
    number = number or numbers.COSTS[REASONS[reason].fault]
    if shipping.by == "buyer" and shipping.way == "own_label":
        return Ground(number, "buyer_pays", N_("You send it back with a carrier of your choice and pay for that."))
    if shipping.by == "buyer":
        params = {"fee_minor": shipping.fee_minor, "currency": document.currency}
        msgid = N_("You send it back with the shop's label; %(fee_minor)s is taken off the refund for it.")
        return Ground(number, "buyer_pays_fee", msgid, params)
    if shipping.way == "shop_label":
        return Ground(number, "shop_pays", N_("The shop pays for the way back and gives you a label."))
    return Ground(
        number, "shop_pays", N_("The shop pays for the way back: send it with carriage paid by the receiver.")
    )


def restocking(number: str, basis_points: int) -> Ground:
    """A restocking fee is taken."""
    msgid = N_("A restocking fee of %(basis_points)s of the price is taken off the refund.")
    return Ground(number, "restocking", msgid, {"basis_points": basis_points})


def outbound_shipping(number: str, refunded: bool) -> Ground:
    """Whether what the buyer paid for the delivery comes back."""
    if refunded:
        return Ground(number, "outbound_refunded", N_("What you paid for the delivery is refunded for these pieces."))
    return Ground(number, "outbound_kept", N_("What you paid for the delivery is not refunded."))


def evidence_needed(number: str, evidence: Iterable[str]) -> Ground:
    """What must be handed in with the request."""
    return Ground(number, "evidence", N_("You need to send: %(evidence)s."), {"evidence": list(evidence)})


def lengthened(document: Document, number: str, offer: Offer, span: Span) -> Ground:
    """The rule's own time is over; repairs have made the warranty longer."""
    assert span.until is not None
    msgid = N_("You can ask for %(kind)s until %(until_at)s: earlier repairs have made the warranty longer.")
    return Ground(number, "lengthened", msgid, {"kind": offer.kind, "until_at": local(document, span.until)})


def right(number: str) -> Ground:
    """It is a right; nobody has to agree."""
    return Ground(number, "right", N_("This is your right. The shop does not have to agree first."))


def basis(number: str, articles: Iterable[str]) -> Ground:
    """The articles of law that the rule rests on."""
    return Ground(number, "basis", N_("Legal basis: %(articles)s."), {"articles": list(articles)})


def automatic(number: str) -> Ground:
    """The rule's conditions for approval without a person hold."""
    return Ground(number, "automatic", N_("The shop agrees at once, because the conditions for that are met."))


def automatic_if(number: str, evidence: Iterable[str]) -> Ground:
    """Only evidence is missing for approval without a person."""
    msgid = N_("The shop agrees at once if you also send: %(evidence)s.")
    return Ground(number, "automatic_if", msgid, {"evidence": list(evidence)})


def answer(document: Document) -> Ground:
    """The shop must answer in time; silence is agreement."""
    msgid = N_("The shop answers within %(hours)s. If it does not, that counts as agreement.")
    return Ground(numbers.ANSWER, "answer", msgid, {"hours": document.terms.answer_hours})


def money_back(document: Document, goods_return: bool) -> Ground:
    """By when the money is sent."""
    if goods_return:
        msgid = N_(
            "The shop checks the goods within %(inspect_days)s of their arrival and sends the money within %(days)s."
        )
        params = {"inspect_days": document.terms.inspect_days, "days": document.terms.refund_days}
        return Ground(numbers.REFUND, "money_back", msgid, params)
    msgid = N_("The money is sent within %(days)s of the agreement.")
    return Ground(numbers.REFUND, "money_back", msgid, {"days": document.terms.refund_days})


def given_instead(number: str, kind: Kind) -> Ground | None:
    """What is given where it is no computed sum: other goods, a repair, a sum that the buyer names."""
    msgid = instead_of_money(kind)
    return None if msgid is None else Ground(number, "given_instead", msgid)


def instead_of_money(kind: Kind) -> str | None:
    """The sentence of policy page and verdict for such a kind; None for a computed sum."""
    if kind.names_sum:
        return N_("You say how much you ask for: at most what you paid for these pieces.")
    if kind.replaces:
        return N_("Other goods are sent. What they cost more you pay first; what they cost less is paid back.")
    if kind.repairs:
        return N_("The goods are repaired. What cannot be repaired is replaced or paid back, as you choose.")
    return None


def only_unopened(number: str, because: str) -> Ground:
    """It holds only while the goods are unopened."""
    msgid = N_("This holds only if you have not opened it: %(because)s.")
    return Ground(number, "if_unopened", msgid, {"because": because})


# Why something is refused


def excluded(number: str, exclusion: Exclusion) -> Ground:
    """An exclusion names the goods, and the articles of law that it rests on."""
    params: dict[str, object] = {"because": exclusion.because}
    if exclusion.basis:
        params["articles"] = list(exclusion.basis)
    code, msgid = _EXCLUDED[exclusion.needs_confirmation, exclusion.if_opened, bool(exclusion.basis)]
    return Ground(number, code, msgid, params)


_BY_CONFIRMATION = (
    "excluded_confirmed",
    N_("This cannot go back for such a reason, as you confirmed when you bought it: %(because)s."),
)
_BY_CONFIRMATION_LAW = (
    "excluded_confirmed",
    N_("This cannot go back for such a reason, as you confirmed when you bought it: %(because)s (%(articles)s)."),
)
# By: needs a confirmation, only if opened, names articles.
_EXCLUDED: dict[tuple[bool, bool, bool], tuple[str, str]] = {
    (True, True, False): _BY_CONFIRMATION,
    (True, False, False): _BY_CONFIRMATION,
    (True, True, True): _BY_CONFIRMATION_LAW,
    (True, False, True): _BY_CONFIRMATION_LAW,
    (False, True, False): (
        "excluded_opened",
        N_("This cannot go back for such a reason once it is opened: %(because)s."),
    ),
    (False, True, True): (
        "excluded_opened",
        N_("This cannot go back for such a reason once it is opened: %(because)s (%(articles)s)."),
    ),
    (False, False, False): ("excluded", N_("This cannot go back for such a reason: %(because)s.")),
    (False, False, True): ("excluded", N_("This cannot go back for such a reason: %(because)s (%(articles)s).")),
}


def window_over(document: Document, number: str, offer: Offer, span: Span) -> Ground:
    """The last moment has passed."""
    assert span.until is not None
    params = {"kind": offer.kind, "until_at": local(document, span.until), "days": offer.window.days}
    if offer.window.clock == "promise":
        msgid = N_("The time for %(kind)s ended on %(until_at)s: %(days)s after the promised day.")
    else:
        msgid = N_("The time for %(kind)s ended on %(until_at)s: %(days)s after the delivery.")
    return Ground(number, "window_over", msgid, params)


def window_not_begun(number: str, kind: str) -> Ground:
    """The clock starts at the delivery, which has not happened."""
    msgid = N_("The time for %(kind)s has not begun: it starts with the delivery.")
    return Ground(number, "window_not_begun", msgid, {"kind": kind})


def not_due(document: Document, number: str, kind: str, opens_at: datetime) -> Ground:
    """The promised day has not passed yet."""
    msgid = N_("The promised day has not passed yet. You can ask for %(kind)s from %(opens_at)s.")
    return Ground(number, "not_due", msgid, {"kind": kind, "opens_at": local(document, opens_at)})


def not_late(document: Document, times: Times) -> Ground:
    """The buyer says late, the carrier's scan says in time."""
    assert times.delivered_at is not None
    params = {"delivered_at": local(document, times.delivered_at), "promised_on": times.promised_on.isoformat()}
    msgid = N_("It was delivered on %(delivered_at)s, not after the promised day (%(promised_on)s).")
    return Ground(numbers.PROMISE, "not_late", msgid, params)


def kind_not_given(number: str, kind: str, reason: str, given: Iterable[str]) -> Ground:
    """The deciding rule gives other kinds only."""
    msgid = N_("For this reason (%(reason)s) the rule does not give %(kind)s. It gives: %(kinds)s.")
    return Ground(number, "kind_not_given", msgid, {"kind": kind, "reason": reason, "kinds": list(given)})


def not_named(kind: str, reason: str, stage: str) -> Ground:
    """No rule speaks of it."""
    params = {"kind": kind, "reason": reason, "stage": stage}
    msgid = N_("No rule gives %(kind)s for this reason (%(reason)s) while the goods are: %(stage)s.")
    return Ground(numbers.NOT_NAMED, "not_named", msgid, params)


def market_not_covered(document: Document, country: str) -> Ground:
    """The order went to a country that the policy leaves out, and says so."""
    params = {"country": country, "countries": sorted(document.markets)}
    msgid = N_("This policy covers deliveries to %(countries)s. Yours went to %(country)s.")
    return Ground(numbers.MARKETS, "market_not_covered", msgid, params)


def not_served(document: Document, kind: str, country: str, region: str) -> Ground:
    """The shop does not deliver there, so it cannot send goods to the buyer."""
    if region and (not document.serves.countries or country in document.serves.countries):
        msgid = N_("The shop does not deliver to %(place)s (%(country)s), so it cannot give: %(kind)s.")
        return Ground(numbers.SERVES, "not_served", msgid, {"kind": kind, "country": country, "place": region})
    msgid = N_("The shop does not deliver to %(country)s, so it cannot give: %(kind)s.")
    return Ground(numbers.SERVES, "not_served", msgid, {"kind": kind, "country": country})


def currency_differs(document: Document, currency: str) -> Ground:
    """The sums of the policy cannot be applied to the order."""
    params = {"policy_currency": document.currency, "order_currency": currency}
    msgid = N_("The sums in this policy are in %(policy_currency)s, the order is in %(order_currency)s.")
    return Ground(numbers.CURRENCY, "currency_differs", msgid, params)


def too_many(asked: int, available: int) -> Ground:
    """More pieces than are left."""
    params = {"asked": asked, "available": available}
    msgid = N_("You ask for %(asked)s pieces; %(available)s can still be chosen.")
    return Ground(numbers.QUANTITY, "too_many", msgid, params)


def nothing_chosen() -> Ground:
    """No piece, or not a positive number of pieces."""
    return Ground(numbers.QUANTITY, "nothing_chosen", N_("Choose at least one piece."))


def not_in_order() -> Ground:
    """The item belongs to another order."""
    return Ground(numbers.QUANTITY, "not_in_order", N_("This item is not part of this order."))


def not_known(word: str) -> Ground:
    """A kind or reason that does not exist."""
    msgid = N_('This policy does not know the choice "%(word)s".')
    return Ground(numbers.NOT_NAMED, "not_known", msgid, {"word": word[:60]})


# What can still be done


def still_kind(document: Document, number: str, kind: str, until: datetime | None) -> Ground:
    """Another kind is given for the same reason."""
    if until is None:
        return Ground(number, "still_kind", N_("You can choose instead: %(kind)s."), {"kind": kind})
    params = {"kind": kind, "until_at": local(document, until)}
    return Ground(number, "still_kind", N_("You can choose instead: %(kind)s, until %(until_at)s."), params)


def still_fault(
    document: Document, number: str, reasons: Iterable[str], kinds: Iterable[str], until: datetime | None
) -> Ground:
    """If something is wrong with the goods, another rule applies."""
    params: dict[str, object] = {"reasons": list(reasons), "kinds": list(kinds)}
    if until is None:
        msgid = N_("If something else is the matter (%(reasons)s), you can ask for: %(kinds)s.")
        return Ground(number, "still_fault", msgid, params)
    params["until_at"] = local(document, until)
    msgid = N_("If something else is the matter (%(reasons)s), you can ask for: %(kinds)s, until %(until_at)s.")
    return Ground(number, "still_fault", msgid, params)


def still_wait(document: Document, number: str, kind: str, opens_at: datetime | None) -> Ground:
    """It can be asked for later."""
    if opens_at is None:
        return Ground(number, "still_wait", N_("You can ask for %(kind)s once it is delivered."), {"kind": kind})
    params = {"kind": kind, "opens_at": local(document, opens_at)}
    return Ground(number, "still_wait", N_("You can ask for %(kind)s from %(opens_at)s."), params)


def still_goodwill() -> Ground:
    """The shop may agree although it need not."""
    msgid = N_("You can still ask the shop. It does not have to agree, and its silence is no agreement.")
    return Ground(numbers.GOODWILL, "still_goodwill", msgid)
