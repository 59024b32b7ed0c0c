"""Twilio: text messages into nearly every country, status callbacks and replies with a signature over address and body.

The status callback carries our own id in its address, so that it finds its message even before our answer was kept.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.notifications.channels.adapting import (
    Adapter,
    address_of,
    cannot_send,
    object_in,
    post,
    same,
    wanted,
    with_link,
)
from huitou.notifications.channels.protocol import Limits, Outcome, Outgoing, Receipt, Told, Unreadable
from huitou.notifications.channels.twilio.mapping import ACCOUNT, DEAD, LATER, OPTED_OUT, STALLED, STATES
from huitou.notifications.channels.words import heard
from huitou.notifications.credentials import values_of

API = "https://api.twilio.com"
HEADER = "x-twilio-signature"


class Twilio(Adapter):
    """A Twilio account of the shop's own."""

    code = "twilio"
    medium = "sms"
    title = "Twilio"
    limits = Limits(text=480)
    calls = True
    by_account = True
    fields = (
        CredentialField("account_sid", _("Account SID"), help=_("Begins with AC.")),
        CredentialField("auth_token", _("Auth token"), secret=True),
        CredentialField(
            "sender", _("Sender"), help=_("A number such as +15005550006, a name, or a messaging service (MG…).")
        ),
    )

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        if not (values["account_sid"].startswith("AC") and len(values["account_sid"]) == 34):
            raise CredentialInvalid(field=_("Account SID"), name="account_sid", why=_("Begins with AC."))

    def reaches(self, address: str) -> bool:
        """Every number with its country's prefix."""
        return address.startswith("+")

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """Raises CallFailed, Misconfigured."""
        values = values_of(account, self.code)
        sid, token = wanted(values, "account_sid"), wanted(values, "auth_token")
        sender = wanted(values, "sender")
        form = {
            "To": message.address,
            "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
            "Body": with_link(message.text, message.link, self.limits.text),
            "StatusCallback": f"{message.hook}?message={message.id}",
        }
        secret = base64.b64encode(f"{sid}:{token}".encode()).decode()
        answer = post(
            f"{address_of(self.code, API)}/2010-04-01/Accounts/{quote(sid)}/Messages.json",
            headers={"Authorization": f"Basic {secret}", "Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode(form).encode(),
        )
        told = object_in(answer)
        if answer.status_code >= 400:
            return refusal(str(told.get("code") or f"http_{answer.status_code}"), str(told.get("message") or ""))
        return Receipt(outcome=Outcome.ACCEPTED, provider_id=str(told.get("sid") or ""), **charged(told))

    def read_push(self, account: str, called: Called) -> Sequence[Told]:
        """A status callback, or a text that somebody sent. Raises CallRefused, Misconfigured, Unreadable."""
        values = values_of(account, self.code)
        form = form_of(called.body)
        if not same(signature(wanted(values, "auth_token"), called.url, form), called.headers.get(HEADER, "")):
            raise CallRefused("signature_wrong")
        if form.get("AccountSid") not in (None, values["account_sid"]):
            raise CallRefused("account_wrong")
        if "MessageStatus" in form:
            return _status(form, dict(parse_qsl(called.query)).get("message", ""))
        if "Body" in form and "From" in form:
            return heard(form["From"], form["Body"])
        raise Unreadable("neither a status nor a text")

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """An empty TwiML: no answer is texted back; STOP is answered by Twilio itself."""
        if refused is not None:
            return super().answer(account, called, refused)
        return HookAnswer(200, "<Response/>", "text/xml")


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """HMAC-SHA1 over the whole address and every field, sorted by name, name and value without anything between."""
    said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a call. Raises Unreadable."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Unreadable("no form") from error


def refusal(code: str, detail: str = "") -> Receipt:
    """What an error code of Twilio's says of the message, the address and our account."""
    if code in STALLED:
        return cannot_send(f"twilio_{code}", detail)
    return Receipt(
        outcome=Outcome.LATER if code in LATER else Outcome.REFUSED,
        reason=f"twilio_{code}",
        detail=detail[:200],
        dead=code in DEAD,
        opted_out=code in OPTED_OUT,
        account=code in ACCOUNT,
    )


def charged(told: Mapping[str, Any]) -> dict[str, Any]:
    """Parts and price, where Twilio says them; the price is negative and has fractions of a cent."""
    parts = str(told.get("num_segments") or told.get("NumSegments") or "")
    found: dict[str, Any] = {"parts": int(parts)} if parts.isdecimal() and int(parts) else {}
    price, currency = str(told.get("price") or "").lstrip("-"), str(told.get("price_unit") or "")
    whole, _dot, fraction = price.partition(".")
    if whole.isdecimal() and len(currency) == 3:
        found |= {"cost_micros": int(whole + (fraction + "000000")[:6]), "cost_currency": currency.upper()}
    return found


def _status(form: Mapping[str, str], ours: str) -> list[Told]:
    outcome = STATES.get(form["MessageStatus"])
    if outcome is None:
        return []
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if outcome != Outcome.REFUSED:
        return [Told(message_id=ours, receipt=Receipt(outcome=outcome, provider_id=sid, **charged(form)))]
    failed = refusal(form.get("ErrorCode") or form["MessageStatus"])
    # It was taken and failed on its way: nothing is sent again, whatever the reason.
    final = Receipt(
        outcome=Outcome.REFUSED, provider_id=sid, reason=failed.reason, dead=failed.dead, opted_out=failed.opted_out,
        account=failed.account, stalled=failed.stalled,
    )  # fmt: skip
    return [Told(message_id=ours, receipt=final)]
