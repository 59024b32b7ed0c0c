"""WeChat's words to ours. Pure: what is sent, what its answers and error codes mean. Sums are fen both there and here.

Source: the mini programs' documentation of freight insurance (`/wxa/business/insurance_freight/`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from huitou.insurance.insurers.protocol import ClaimAnswer, ClaimRequest, CoverAnswer, CoverRequest, Place

# The insured are told times in China's.
CHINA = timezone(timedelta(hours=8))
# Of a policy in `getorderlist`.
INSURED, CLAIMING, PAID, REFUSED, LAPSED = 2, 4, 5, 6, 7
# Nobody knows whether it was done, or it may be called again.
BUSY = frozenset({-1, 45009, 45011})
# Our side: token, application, permission, funds.
OURS = frozenset({40001, 40013, 40125, 40164, 41002, 42001, 48001, 61007})
TOKEN_OVER = frozenset({40001, 42001})


def cover_body(request: CoverRequest) -> dict[str, Any]:
    """What `createorder` wants."""
    return {
        "openid": request.holder,
        "order_no": request.payment,
        "pay_time": int(request.paid_at.astimezone(UTC).timestamp()),
        "pay_amount": request.paid_minor,
        "delivery_no": request.tracking_number,
        "delivery_place": _place(request.send_from),
        "receipt_place": _place(request.send_to),
        "product_info": {
            "order_path": request.page,
            "goods_list": [{"name": name, "url": url} for name, url in request.goods],
        },
    }


def claim_body(request: ClaimRequest) -> dict[str, Any]:
    """What `claim` wants."""
    return {
        "openid": request.holder,
        "order_no": request.payment,
        "refund_delivery_no": request.tracking_number,
        "refund_company": request.carrier,
    }


def cover_answer(told: Mapping[str, Any]) -> CoverAnswer:
    """A policy, from `createorder` or a row of `getorderlist`. Raises KeyError, ValueError for what is none."""
    ends = str(told.get("insurance_end_date", ""))
    return CoverAnswer(
        reference=str(told["policy_no"]),
        premium_minor=int(told["premium"]),
        cover_minor=int(told["estimate_amount"]),
        ends_at=datetime.fromisoformat(ends).replace(tzinfo=CHINA) if ends else None,
    )


def claim_answer(told: Mapping[str, Any]) -> ClaimAnswer | None:
    """How a row of `getorderlist` says that the claim stands; None where none was filed.

    Paid means that the money has reached the buyer: a claim that WeChat agreed to and could not pay is not paid.
    """
    status, reference = int(told["status"]), str(told.get("report_no", ""))
    if status == PAID and int(told.get("pay_finish_time") or 0) > 0:
        return ClaimAnswer("paid", reference, paid_minor=int(told["estimate_amount"]))
    if status in (CLAIMING, PAID):
        return ClaimAnswer("filed", reference, failure_code=str(told.get("pay_fail_reason", ""))[:60])
    if status in (REFUSED, LAPSED):
        code = "lapsed" if status == LAPSED else str(told.get("pay_fail_reason", ""))[:60]
        return ClaimAnswer("refused", reference, failure_code=code)
    return None


def _place(place: Place) -> dict[str, str]:
    return {"province": place.province, "city": place.city, "county": place.county, "address": place.address}
