"""What each reject and remark means, in words for the merchant: what happened and what can be done.

Read by the import report and by the API's refusals. A connector that says a new code adds its row here
(a test checks it).
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

SENTENCES: Final = {
    # rows and records that cannot be read
    "row_broken": _("the row does not have the header's columns (an unclosed quote or a stray delimiter)"),
    "row_too_long": _("the row is longer than one megabyte"),
    "json_broken": _("this is not valid JSON"),
    "not_an_order": _("this record is not an order"),
    "lines_missing": _("the order came without its lines; export it with line_items"),
    "sku_missing": _("the row has no article number"),
    "order_id_missing": _("the row has no order number"),
    "order_unknown": _("the row belongs to an order that is not in the orders file"),
    "state_unknown": _("the order's state is a word we do not know"),
    # what clashes
    "duplicate_order": _("the same order came a second time; the first was taken"),
    "duplicate_row": _("the same row came a second time; if both count, give each line an id of its own"),
    "duplicate_line_id": _("two rows of an order have the same line id; the first was taken"),
    "emails_differ": _(
        "rows of one order have different e-mail addresses, so none of them was taken; write the same address in all "
        "of them, or give each buyer's order a number of its own"
    ),
    "duplicate_payment": _("two payments of an order have the same number; the first was taken"),
    "number_taken": _("another order of the shop has this number"),
    "order_in_use": _("the order has changed at the source in a way that cases or refunds here do not allow"),
    "refused_by_database": _("the database refused the order"),
    "text_too_long": _("the order number or an id is longer than we can keep"),
    "country_malformed": _("a country is two letters, such as CN"),
    "currency_unknown": _("this is not a currency code"),
    # cells
    "amount_malformed": _("this is not an amount"),
    "amount_missing": _("the row has no price"),
    "amount_out_of_range": _("the amount is larger than any order can be"),
    "amount_too_fine": _("the amount has more decimals than the currency"),
    "amount_negative": _("the amount is negative"),
    "discount_above_price": _("the discount is larger than the price"),
    "tax_above_price": _("the tax contained in the price is larger than the price"),
    "trait_unknown": _("this is no word for what goods are; the words are listed under policies in the manual"),
    "segment_malformed": _("this cannot be a customer segment: letters, digits, spaces, hyphens, at most 40 of them"),
    "promotion_malformed": _("a promotion has no title, no step, or names a line that is not there"),
    "promotion_not_reached": _("the order does not reach the sum of its promotion"),
    "promotion_above_discount": _("a promotion takes more off a line than the line's discount"),
    "more_returned_than_bought": _("more was returned than bought"),
    "more_refunded_than_captured": _("more was paid back than captured"),
    "order_malformed": _("parts of this order are not in the form that its shop system writes"),
    "quantity_malformed": _("this is not a quantity"),
    "quantity_not_whole": _("the quantity is not a whole number"),
    "quantity_out_of_range": _("the quantity is larger than any order can be"),
    "quantity_zero": _("the quantity is zero"),
    "quantity_negative": _("the quantity is negative"),
    "currency_mismatch": _("the order's currency is not the expected one; import it with its own --currency"),
    "time_missing": _("the order has no date"),
    "time_malformed": _("this is not a date we can read; write it like 2026-03-31 14:05"),
    "time_ambiguous": _("day and month cannot be told apart; say --dates dmy or --dates mdy"),
    "time_out_of_range": _("the date is not between 1980 and 2199"),
    "time_without_zone": _("the time has no zone; give --timezone"),
    "time_in_future": _("the order was placed in the future; check the dates and the time zone"),
    # Online Retail
    "adjustment": _("a bookkeeping adjustment, not an order"),
    "stock_adjustment": _("a stock correction without customer and price, not a sale"),
    "no_goods": _("a charge, sample or correction, not goods that can come back"),
    "order_without_goods": _("an invoice of postage alone"),
    "cancellation_of_no_goods": _("it cancels a charge or a discount, not goods"),
    "cancellation_not_negative": _("a cancellation whose quantity is not negative"),
    "cancellation_without_customer": _("a cancellation that names no customer cannot be matched to an order"),
    # remarks: the order was taken
    "encoding_guessed": _("the file's encoding had to be guessed; check names with accents"),
    "order_without_items": _("an order without items was taken, with its payments"),
    "order_without_payment": _("an order without any payment was taken"),
    "payment_empty": _("a payment of zero was left out"),
    "payment_differs": _("what was paid differs from the sum of the items and shipping, in minor units"),
    "payments_joined": _("several means of payment without their amounts were taken as one payment"),
    "total_differs": _("the stated total differs from the sum of the lines, in minor units"),
    "shipped_before_payment": _("the parcel was handed over before the payment was approved; both times were kept"),
    "delivered_before_shipped": _("the parcel was delivered before it was handed over; both times were kept"),
    "not_delivered": _("shipped, and no delivery is known"),
    "fulfilment_failed": _("a failed or cancelled fulfilment is no parcel and was left out"),
    "tracking_numbers_joined": _("a fulfilment with several tracking numbers was taken as one parcel, with the first"),
    "returned_above_bought": _("more was returned than bought; it was limited to what was bought"),
    "refund_above_captured": _("more was paid back than captured; it was limited to what was captured"),
    "duties_in_shipping": _("import duties on prices that include tax were kept with the shipping"),
    "test_order": _("a test order of the source was taken"),
    "repeated_line": _("the same article came twice on an invoice with the same quantity; both were kept"),
    "price_rounded": _("a price finer than the currency was rounded"),
    "shipping_shared_out": _("postage was shared out over the items of its invoice"),
    "customer_missing": _("an order without a customer was taken as a guest's"),
    "country_unknown": _("the country could not be told"),
    "several_times": _("the lines of an invoice have different times; the earliest counts"),
    "email_malformed": _("an e-mail address that cannot be one was left out"),
    "phone_malformed": _("a phone number that cannot be one was left out"),
    "contact_row_broken": _("a row of the contacts file could not be used"),
    "traits_not_added": _(
        "the source now excludes goods from returns that it did not exclude when the order came; the promise stays"
    ),
    "trait_unknown_tag": _("a product tag or property for returns that we do not know was left out"),
    "segment_left_out": _("a customer tag that cannot be a segment's name was left out"),
    # cancellations after matching
    "cancellation_unmatched": _("no earlier order of this customer has enough of this article; it waits for one"),
}
