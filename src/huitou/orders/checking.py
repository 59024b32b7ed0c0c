"""What an order must be to be kept, whoever sends it: the same rules that the tables check, said before they refuse.

Called by `writing.batch` for every draft. Pure.
"""

from collections.abc import Iterator

from huitou.core.money import LARGEST_MINOR, CurrencyUnknown, exponent
from huitou.orders.drafts import LineDraft, OrderDraft, PaymentDraft, Reject
from huitou.orders.goods import MOST_SEGMENTS, segment_name, segment_names, unknown_words
from huitou.orders.promotions import promotion_problem

STATES = ("placed", "paid", "cancelled")


def problem_of(draft: OrderDraft) -> Reject | None:
    """The first thing that is wrong with the draft, or None."""
    code, value = next(_problems(draft), ("", ""))
    return Reject(draft.where, code, value) if code else None


def _problems(draft: OrderDraft) -> Iterator[tuple[str, str]]:
    if not draft.external_id.strip() or not draft.number.strip():
        yield "order_id_missing", ""
    for text in _too_long(draft):
        yield "text_too_long", text[:40]
    if draft.state not in STATES:
        yield "state_unknown", draft.state
    if len(draft.country) > 2 or len(draft.address.country) > 2:
        yield "country_malformed", draft.country or draft.address.country
    try:
        exponent(draft.currency)
    except CurrencyUnknown:
        yield "currency_unknown", draft.currency
    if any(moment.tzinfo is None for moment in draft.times()):
        yield "time_without_zone", draft.placed_at.isoformat()
    if len({line.external_id for line in draft.lines}) < len(draft.lines):
        yield "duplicate_line_id", draft.number
    if len({payment.external_id for payment in draft.payments}) < len(draft.payments):
        yield "duplicate_payment", draft.number
    yield from _segment_problems(draft.customer.segments or ())
    for line in draft.lines:
        yield from _line_problems(line, tax_included=draft.tax_included)
    for payment in draft.payments:
        yield from _payment_problems(payment)
    for promotion in draft.promotions:
        if problem := promotion_problem(promotion, draft.lines):
            yield problem, promotion.title[:60]
    if draft.total_minor > LARGEST_MINOR:
        yield "amount_out_of_range", str(draft.total_minor)


def _too_long(draft: OrderDraft) -> Iterator[str]:
    """Texts that the columns do not hold (names and addresses are cut instead: they are read by people only)."""
    limits = [(draft.external_id, 120), (draft.customer.external_id, 120), (draft.number, 80), (draft.source, 40)]
    limits += [(draft.invoice_number, 40), (draft.locale, 10), (draft.customer.locale, 10)]
    for line in draft.lines:
        limits += [(line.external_id, 120), (line.sku, 120), (line.title, 300), (line.variant, 200)]
        limits += [(line.category, 120), (line.image, 500)]
    for payment in draft.payments:
        limits += [(payment.external_id, 120), (payment.method, 40), (payment.gateway, 40)]
    for text, longest in limits:
        if len(text) > longest:
            yield text


def _segment_problems(segments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in segments:
        if not segment_name(text):
            yield "segment_malformed", text[:60]
    if len(segment_names(segments)) > MOST_SEGMENTS:
        yield "segment_malformed", f"{len(segments)} > {MOST_SEGMENTS}"


def _line_problems(line: LineDraft, *, tax_included: bool) -> Iterator[tuple[str, str]]:
    if line.quantity <= 0:
        yield ("quantity_negative" if line.quantity else "quantity_zero"), str(line.quantity)
    sums = (line.unit_price_minor, line.discount_minor, line.tax_minor, line.shipping_minor)
    if min(sums) < 0:
        yield "amount_negative", str(min(sums))
    if max(sums) > LARGEST_MINOR:
        yield "amount_out_of_range", str(max(sums))
    if line.discount_minor > line.goods_minor:
        yield "discount_above_price", f"{line.discount_minor} > {line.goods_minor}"
    if tax_included and line.tax_minor > line.goods_minor - line.discount_minor:
        yield "tax_above_price", f"{line.tax_minor} > {line.goods_minor - line.discount_minor}"
    if not 0 <= line.returned <= line.quantity:
        yield "more_returned_than_bought", f"{line.returned} > {line.quantity}"
    for word in unknown_words((*(line.traits or ()), *(line.confirmed or ()))):
        yield "trait_unknown", word[:60]


def _payment_problems(payment: PaymentDraft) -> Iterator[tuple[str, str]]:
    if payment.captured_minor < 0:
        yield "amount_negative", str(payment.captured_minor)
    if payment.captured_minor > LARGEST_MINOR:
        yield "amount_out_of_range", str(payment.captured_minor)
    if not 0 <= payment.refunded_minor <= payment.captured_minor:
        yield "more_refunded_than_captured", f"{payment.refunded_minor} > {payment.captured_minor}"
