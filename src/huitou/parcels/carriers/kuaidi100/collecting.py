"""Kuaidi100's 商家寄件: a courier calls on whoever sends, and brings it to the shop. Part of the adapter.

Built from its documentation and its published examples; never called against the real service. Each booking has a
waybill of its own: after calling off and booking again the first one is dead.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from huitou.core import outgoing
from huitou.core.clock import now
from huitou.parcels.carriers import wire
from huitou.parcels.carriers.adapting import part_of, text_of
from huitou.parcels.carriers.collecting import CollectAsk, Collection, Collects, NeverReached, Seen
from huitou.parcels.carriers.kuaidi100.mapping import COMPANIES
from huitou.parcels.carriers.names import word_at
from huitou.parcels.carriers.protocol import Misconfigured, Permanent, Retryable
from huitou.parcels.credentials import demand, values_of

CODE = "kuaidi100"
API = "https://poll.kuaidi100.com"
PATH = "/order/borderapi.do"
# It takes pick-ups for these days only, by their names.
DAYS = ("今天", "明天", "后天")
WRONG_KEY = frozenset({"503", "600", "601"})
# The order's state over there: 10 and later the courier has it; 11 nobody met, 9 and 99 called off.
COLLECTED = frozenset({"10", "12", "13", "14", "15", "101", "155", "400"})
FAILED = frozenset({"11"})
CANCELLED = frozenset({"9", "99", "610"})
CANCELLED_ALREADY = "订单已取消"
HEAVIEST_KILOGRAMS = 1_000


class Kuaidi100Couriers(Collects):
    """Needs, beside the key of the account, the secret of the order interface, a courier company and a telephone."""

    def book_collection(self, account: str, ask: CollectAsk) -> Collection:
        """Raises NeverReached, Retryable, Permanent, Misconfigured."""
        values = values_of(account, CODE)
        company = word_at(COMPANIES, demand(values, "courier")) or demand(values, "courier")
        phone = ask.receiver.phone or demand(values, "phone")
        if not (ask.sender.name and ask.sender.phone and ask.sender.address):
            raise Permanent("sender_incomplete", "the courier needs a name, a telephone and an address")
        told = self._order(values, "bOrder", {
            "kuaidicom": company,
            "recManName": ask.receiver.name, "recManMobile": phone, "recManPrintAddr": ask.receiver.address,
            "sendManName": ask.sender.name, "sendManMobile": ask.sender.phone,
            "sendManPrintAddr": ask.sender.address,
            "cargo": "退货", "payment": "SHIPPER", "weight": f"{max(ask.grams, 1) / 1000:.2f}", "remark": ask.key,
            "dayType": _day(ask), "pickupStartTime": f"{ask.starts_at:%H:%M}", "pickupEndTime": f"{ask.ends_at:%H:%M}",
        })  # fmt: skip
        task, order = text_of(part_of(told, "data", "taskId"), 60), text_of(part_of(told, "data", "orderId"), 50)
        if not task or not order:
            raise Retryable("answer_broken", "no order in the answer")
        number = text_of(part_of(told, "data", "kuaidinum"), 80)
        return Collection(f"{task}:{order}", next((ours for ours, one in COMPANIES.items() if one == company), company),
                          number)  # fmt: skip

    def cancel_collection(self, account: str, reference: str) -> None:
        """Raises Retryable, Permanent, Misconfigured."""
        task, _colon, order = reference.partition(":")
        asked = {"taskId": task, "orderId": order, "cancelMsg": "买家改约"}
        try:
            self._order(values_of(account, CODE), "cancel", asked)
        except Permanent as refused:
            if CANCELLED_ALREADY not in refused.detail:
                raise

    def see_collection(self, account: str, reference: str) -> Seen:
        """Raises Retryable, Permanent, Misconfigured."""
        told = self._order(values_of(account, CODE), "detail", {"taskId": reference.partition(":")[0]})
        data = part_of(told, "data")
        status = text_of(part_of(data, "status"), 8)
        number = text_of(part_of(data, "kuaidinum") or part_of(data, "kuaidiNum"), 80)
        if status in COLLECTED:
            return Seen("collected", number, _grams(part_of(data, "lastWeight") or part_of(data, "weight")))
        if status in FAILED:
            return Seen("failed", number)
        return Seen("cancelled" if status in CANCELLED else "waiting", number)

    def _order(self, values: Mapping[str, str], method: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        key, secret = demand(values, "key"), demand(values, "secret")
        param, moment = json.dumps(asked, ensure_ascii=False, separators=(",", ":")), str(int(now().timestamp() * 1000))
        signed = hashlib.md5(f"{param}{moment}{key}{secret}".encode()).hexdigest().upper()  # noqa: S324  (theirs)
        form = {"method": method, "key": key, "t": moment, "sign": signed, "param": param}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = wire.ask("POST", f"{wire.address_of(CODE, API)}{PATH}", headers=headers,
                              content=urlencode(form).encode())  # fmt: skip
        except Retryable as failed:
            if failed.failure_code in (outgoing.UNREACHABLE, outgoing.TOLD_TO_WAIT):
                raise NeverReached(failed.failure_code, failed.detail) from failed
            raise
        told = wire.object_of(answer)
        code = text_of(told.get("returnCode"), 20)
        if code in WRONG_KEY:
            raise Misconfigured("unauthorised", f"Kuaidi100 {code}")
        if told.get("result") is not True:
            raise Permanent(f"kuaidi100_{code}"[:40], text_of(told.get("message"), 200))
        return told


def _day(ask: CollectAsk) -> str:
    ahead = (ask.starts_at.date() - ask.asked_at.date()).days
    if not 0 <= ahead < len(DAYS):
        raise Permanent("day_out_of_reach", "it takes today, tomorrow and the day after")
    return DAYS[ahead]


def _grams(kilograms: Any) -> int | None:
    """What it says in kilograms, as text or as a number; None for what no parcel weighs."""
    try:
        weight = float(kilograms if isinstance(kilograms, float) else text_of(kilograms, 12) or "0")
    except ValueError:
        return None
    return round(weight * 1000) if 0.001 <= weight < HEAVIEST_KILOGRAMS else None
