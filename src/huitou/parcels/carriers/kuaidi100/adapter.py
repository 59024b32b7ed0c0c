"""Kuaidi100: form pushes of a whole list, signed with a salted MD5, answered in its own words within 20 seconds.

Without a salt it does not sign at all: an account without one is refused, and so is every call. What it pushes has no
time of its own, so of two lists the one with the newer last report is the newer.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.parcels.carriers import wire
from huitou.parcels.carriers.adapting import (
    LONGEST_CODE,
    Adapter,
    form_of,
    hashed,
    number_of,
    object_of,
    part_of,
    place_of,
    rows_of,
    same,
    status_of,
    text_of,
)
from huitou.parcels.carriers.kuaidi100.collecting import Kuaidi100Couriers
from huitou.parcels.carriers.kuaidi100.mapping import COMPANIES, MEANINGS
from huitou.parcels.carriers.moments import CHINA, moment
from huitou.parcels.carriers.names import word_at
from huitou.parcels.carriers.protocol import (
    Capabilities,
    Misconfigured,
    Permanent,
    Push,
    Report,
    Retryable,
    Tracking,
    Unreadable,
    Wanted,
)
from huitou.parcels.credentials import demand, values_of

API = "https://poll.kuaidi100.com"
FOLLOWED_ALREADY = "501"
WRONG_KEY = frozenset({"600", "601", "503"})
SHORTEST_SALT = 16
NOTHING_YET = frozenset({"500"})


class Kuaidi100(Kuaidi100Couriers, Adapter):
    """An account at Kuaidi100 of the shop's own."""

    code = "kuaidi100"
    title = "快递100 Kuaidi100"
    # It blocks who asks about one number more often than every half hour.
    capabilities = Capabilities(
        pushes=True, polls=True, subscribes=True, polled_every=timedelta(hours=4), collects=True, days_ahead=2
    )
    mapping = MEANINGS
    fields = (
        CredentialField("customer", _("Customer number"), required=False),
        CredentialField("key", _("Authorisation key"), secret=True, required=False),
        CredentialField(
            "salt", _("Salt of the pushes"), _("Any word that nobody can guess; without it pushes are not signed."),
            secret=True,
        ),
        CredentialField("secret", _("Secret of the orders, for couriers"), secret=True, required=False),
        CredentialField("courier", _("Whose courier comes, such as jitu or jd"), required=False),
        CredentialField("phone", _("Telephone where returns arrive, for couriers"), required=False),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """It is all that tells a call of theirs from anybody's, and every call lets words be tried against it."""
        if len(values.get("salt", "")) < SHORTEST_SALT:
            raise CredentialInvalid(
                field=_("Salt of the pushes"), name="salt", why=_("Take at least 16 signs that nobody can guess.")
            )

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        salt = demand(values_of(account, self.code), "salt")
        form = form_of(called.body)
        param = form.get("param", "")
        if not same(sign(salt, param), form.get("sign", "").upper()):
            raise CallRefused("signature_wrong")
        told = object_of(param.encode())
        last = part_of(told, "lastResult")
        return [Push(hashed(param.encode()), number_of(part_of(last, "nu")), told)]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        last = payload.get("lastResult")
        if not isinstance(last, Mapping):
            raise Unreadable("lastResult")
        found = tracking_of(last, payload.get("destResult"))
        newest = max(found.reports, key=lambda one: one.occurred_at, default=None)
        reports = found.reports
        if payload.get("status") == "abort" and newest is not None:
            code = f"abort/{text_of(payload.get('message'), 60)}"
            reports += (Report(code, newest.occurred_at, newest.zone, overall=True),)
        new = text_of(payload.get("comNew"), 60)
        return Tracking(
            number=found.number, carrier=new or found.carrier, reports=reports, whole=found.whole, corrected=bool(new)
        )

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """The status alone is not enough for it."""
        if refused is None:
            told = {"result": True, "returnCode": "200", "message": "成功"}
        else:
            told = {"result": False, "returnCode": "500", "message": refused.code}
        status = 200 if refused is None else status_of(refused)
        return HookAnswer(status, json.dumps(told, ensure_ascii=False), "application/json; charset=utf-8")

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Misconfigured."""
        values = values_of(account, self.code)
        key, customer = demand(values, "key"), demand(values, "customer")
        found = []
        for one in wanted:
            asked = {"com": word_at(COMPANIES, one.carrier) or one.carrier, "num": one.number, "resultv2": "4"}
            param = json.dumps(asked, separators=(",", ":"))
            signed = hashlib.md5(f"{param}{key}{customer}".encode()).hexdigest().upper()  # noqa: S324  (theirs)
            told = self._ask("/poll/query.do", {"customer": customer, "sign": signed, "param": param})
            code = text_of(told.get("returnCode"), 20)
            if told.get("result") is False and code not in NOTHING_YET:
                raise _failure(code)
            if "data" in told:
                found.append(tracking_of(told, None))
        return found

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """Raises Retryable, Permanent, Misconfigured."""
        values = values_of(account, self.code)
        company = word_at(COMPANIES, wanted.carrier)
        parameters = {"callbackurl": address, "salt": demand(values, "salt"), "resultv2": "4"}
        asked = {"number": wanted.number, "key": demand(values, "key")}
        asked |= {"company": company} if company else {}
        parameters |= {} if company else {"autoCom": "1"}
        told = self._ask("/poll", {"schema": "json", "param": json.dumps({**asked, "parameters": parameters})})
        code = text_of(told.get("returnCode"), 20)
        if code not in ("200", FOLLOWED_ALREADY):
            raise _failure(code)

    def _ask(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url = f"{wire.address_of(self.code, API)}{path}"
        return wire.object_of(wire.ask("POST", url, headers=headers, content=urlencode(form).encode()))


def tracking_of(last: Mapping[str, Any], abroad: Any) -> Tracking:
    """A result, and the one of the country it goes to. Raises Unreadable."""
    reports = [_report(one) for one in rows_of(last.get("data"))]
    reports += [_report(one) for one in rows_of(part_of(abroad, "data"))]
    whole = bool(reports)
    newest = max(reports, key=lambda one: one.occurred_at, default=None)
    state = text_of(last.get("state"), LONGEST_CODE)
    if state and newest is not None and not newest.code:
        reports.append(Report(state, newest.occurred_at, newest.zone, overall=True))
    return Tracking(
        number=text_of(last.get("nu"), 80), carrier=text_of(last.get("com"), 60), reports=tuple(reports), whole=whole
    )


def _report(said: Mapping[str, Any]) -> Report:
    found, sure = moment(said.get("ftime") or said.get("time"), CHINA, known=True)
    return Report(
        code=text_of(said.get("statusCode") or said.get("status"), LONGEST_CODE),
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("context")),
        place=place_of(said.get("areaName") or said.get("location")),
    )


def sign(salt: str, param: str) -> str:
    """What Kuaidi100 puts beside `param`, in capitals; it writes either case."""
    return hashlib.md5(f"{param}{salt}".encode()).hexdigest().upper()  # noqa: S324  (theirs)


def _failure(code: str) -> Misconfigured | Permanent | Retryable:
    if code in WRONG_KEY:
        return Misconfigured("unauthorised", f"Kuaidi100 {code}")
    if code.startswith("7") or code == "400":
        return Permanent(f"kuaidi100_{code}"[:60])
    return Retryable(f"kuaidi100_{code}"[:60])
