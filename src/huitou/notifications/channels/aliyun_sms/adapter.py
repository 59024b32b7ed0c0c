"""Aliyun SMS: text messages to Chinese mobile numbers by approved templates; delivery reports and replies by HTTP push.

The pushes carry no signature. So the address that the owner enters at Aliyun ends with a secret of their own, and a
call without it is not believed.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.notifications.channels.adapting import (
    Adapter,
    address_of,
    cannot_send,
    cut,
    json_of,
    object_in,
    post,
    same,
    wanted,
)
from huitou.notifications.channels.aliyun_sms.mapping import ACCOUNT, DEAD, DONE, LATER, OPTED_OUT, STALLED, UNKNOWN
from huitou.notifications.channels.aliyun_sms.signing import EMPTY, authorization, canonical_query
from huitou.notifications.channels.protocol import Limits, Outcome, Outgoing, Receipt, Told, Unreadable
from huitou.notifications.channels.templates import HELP, chosen, templates_of
from huitou.notifications.channels.words import heard
from huitou.notifications.credentials import values_of

API = "https://dysmsapi.aliyuncs.com"
HOME = "+86"
# A variable of a template holds no more.
VARIABLE_MAX = 35
SHORTEST_SECRET = 16
TEMPLATES = CredentialField("templates", _("Templates"), help=HELP, long=True)


class AliyunSms(Adapter):
    """An Aliyun account of the shop's own."""

    code = "aliyun_sms"
    medium = "sms"
    title = _("Aliyun SMS")
    limits = Limits(text=VARIABLE_MAX, title=VARIABLE_MAX, templates=True)
    calls = True
    by_account = True
    fields = (
        CredentialField("access_key_id", _("AccessKey ID")),
        CredentialField("access_key_secret", _("AccessKey secret"), secret=True),
        CredentialField("sign_name", _("Signature of the messages"), help=_("As Aliyun has approved it.")),
        TEMPLATES,
        CredentialField(
            "hook_key", _("Secret at the end of the address for reports"), secret=True, required=False,
            help=_("16 letters and digits or more that you make up; reports without it are refused."),
        ),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        templates_of(values["templates"], TEMPLATES)
        key = values.get("hook_key", "")
        if key and (len(key) < SHORTEST_SECRET or not key.isalnum() or not key.isascii()):
            raise CredentialInvalid(
                field=_("Secret at the end of the address for reports"),
                name="hook_key",
                why=_("16 letters and digits or more that you make up; reports without it are refused."),
            )

    def reaches(self, address: str) -> bool:
        """Numbers of mainland China."""
        return address.startswith(HOME)

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """Raises CallFailed, Misconfigured."""
        values = values_of(account, self.code)
        template = chosen(templates_of(wanted(values, "templates"), TEMPLATES), message.about)
        if template is None:
            return Receipt(outcome=Outcome.REFUSED, reason="no_template", detail=message.about, account=True)
        filled = {
            name: text if template.variables[name] in ("link", "path") else cut(text, VARIABLE_MAX)
            for name, text in template.filled(message).items()
        }
        query = {
            "PhoneNumbers": message.address.removeprefix(HOME),
            "SignName": wanted(values, "sign_name"),
            "TemplateCode": template.id,
            "TemplateParam": json.dumps(filled, ensure_ascii=False, separators=(",", ":")),
            "OutId": message.id,
        }
        told = self._call("SendSms", query, values)
        code = str(told.get("Code") or "")
        if code == DONE:
            return Receipt(outcome=Outcome.ACCEPTED, provider_id=str(told.get("BizId") or ""))
        return refusal(code or "no_code", str(told.get("Message") or ""))

    def read_push(self, account: str, called: Called) -> Sequence[Told]:
        """Delivery reports, or replies. Raises CallRefused, Misconfigured, Unreadable."""
        given = dict(parse_qsl(called.query)).get("key", "")
        if not same(wanted(values_of(account, self.code), "hook_key"), given):
            raise CallRefused("key_wrong")
        rows = json_of(called.body)
        if not isinstance(rows, list):
            raise Unreadable("no list")
        found: list[Told] = []
        for row in rows[:1000]:
            if not isinstance(row, Mapping):
                raise Unreadable("no object")
            found += _reply(row) if "content" in row else [_report(row)]
        return found

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """Without `code` 0 Aliyun sends it again."""
        if refused is not None:
            return super().answer(account, called, refused)
        return HookAnswer(200, json.dumps({"code": 0, "msg": "ok"}), "application/json")

    def _call(self, action: str, query: Mapping[str, str], values: Mapping[str, str]) -> dict[str, Any]:
        base = address_of(self.code, API)
        headers = {
            "host": urlsplit(base).netloc,
            "x-acs-action": action,
            "x-acs-content-sha256": EMPTY,
            "x-acs-date": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": "2017-05-25",
        }
        signed = authorization(
            method="POST", path="/", query=query, headers=headers, key_id=wanted(values, "access_key_id"),
            secret=wanted(values, "access_key_secret"),
        )  # fmt: skip
        answer = post(f"{base}/?{canonical_query(query)}", headers={**headers, "authorization": signed}, content=b"")
        return object_in(answer)


def refusal(code: str, detail: str = "") -> Receipt:
    """What an error code of Aliyun's says of the message, the address and our account."""
    if code in STALLED:
        return cannot_send(f"aliyun_{code}", detail)
    outcome = Outcome.REFUSED
    if code in LATER:
        outcome = Outcome.LATER
    elif code in UNKNOWN:
        outcome = Outcome.UNKNOWN
    return Receipt(
        outcome=outcome, reason=f"aliyun_{code}"[:60], detail=detail[:200], dead=code in DEAD,
        opted_out=code in OPTED_OUT, account=code in ACCOUNT,
    )  # fmt: skip


def _report(row: Mapping[str, Any]) -> Told:
    parts = str(row.get("sms_size") or "")
    provider_id = str(row.get("biz_id") or "")
    size = int(parts) if parts.isdecimal() else None
    if row.get("success") is True:
        receipt = Receipt(outcome=Outcome.DELIVERED, provider_id=provider_id, parts=size)
    else:
        failed = refusal(str(row.get("err_code") or "failed"), str(row.get("err_msg") or ""))
        receipt = Receipt(
            outcome=Outcome.REFUSED, provider_id=provider_id, reason=failed.reason, detail=failed.detail,
            dead=failed.dead, opted_out=failed.opted_out, account=failed.account, stalled=failed.stalled, parts=size,
        )  # fmt: skip
    return Told(message_id=str(row.get("out_id") or ""), receipt=receipt)


def _reply(row: Mapping[str, Any]) -> list[Told]:
    number = str(row.get("phone_number") or "")
    digits = number.lstrip("+")
    address = f"+{digits}" if digits.startswith("86") and len(digits) == 13 else f"{HOME}{digits}"
    return heard(address, str(row.get("content") or ""))
