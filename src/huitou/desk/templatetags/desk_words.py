"""Codes of carriers, payment providers, ways of paying and refunds, as people call them. Used by the templates."""

from django import template
from django.utils.translation import gettext

from huitou.cases.carrier_names import carrier_name
from huitou.desk.refund_words import gateway_name
from huitou.insurance.values import insurer_name, went_wrong
from huitou.refunds.values import state_name

register = template.Library()
N_ = str

# What sources write most often; anything else is shown as it came.
METHODS = {
    "card": N_("Card"),
    "credit_card": N_("Card"),
    "debit_card": N_("Card"),
    "alipay": N_("Alipay"),
    "wechat": N_("WeChat Pay"),
    "wechat_pay": N_("WeChat Pay"),
    "bank_transfer": N_("Bank transfer"),
    "cash": N_("Cash"),
    "cash_on_delivery": N_("Cash on delivery"),
    "cod": N_("Cash on delivery"),
    "gift_card": N_("Gift card"),
    "voucher": N_("Voucher"),
    "points": N_("Points"),
    "paypal": "PayPal",
}


@register.filter
def carrier(code: str) -> str:
    """The carrier's name in the active language; the code itself where it is no known one."""
    return carrier_name(code)


@register.filter
def provider(code: str) -> str:
    """The payment provider's name in the active language; the code itself where it is no known one."""
    return gateway_name(code)


@register.filter
def insurer(code: str) -> str:
    """Who bears the risk of return shipping, by name."""
    return insurer_name(code)


@register.filter
def insurer_failure(code: str) -> str:
    """Why an insurer did not take a cover or a claim."""
    return went_wrong(code)


@register.filter
def refund_state(code: str) -> str:
    """Where a refund stands, in the active language."""
    return state_name(code)


@register.filter
def paid_with(method: str) -> str:
    """The way of paying in the active language; the source's own word where it is no known one."""
    known = METHODS.get(method.strip().casefold().replace(" ", "_").replace("-", "_"))
    return gettext(known) if known else method
