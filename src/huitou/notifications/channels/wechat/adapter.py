"""WeChat: template and subscription messages of an official account or a mini program.

A one-time subscription is one message for each consent: we count them, and 43101 says that none is left.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote

from django.utils.translation import gettext_lazy as _

from huitou.core import clock, outgoing
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.notifications.channels.adapting import Adapter, address_of, cannot_send, cut, object_in, post, same, wanted
from huitou.notifications.channels.protocol import Limits, Misconfigured, Outcome, Outgoing, Receipt, Told
from huitou.notifications.channels.templates import HELP, chosen, templates_of
from huitou.notifications.channels.wechat import crypt, events, mapping
from huitou.notifications.credentials import values_of

API = "https://api.weixin.qq.com"
# A call that lay about for longer is not taken.
AGE_TOLERATED = timedelta(minutes=10)
EARLY = timedelta(minutes=2)
TEMPLATES = CredentialField("templates", _("Templates"), help=HELP, long=True)
WAY_HELP = _("subscribe (mini program), bizsend (official account, by consent) or template (official account).")


class WeChat(Adapter):
    """An official account or a mini program of the shop's own."""

    code = "wechat"
    medium = "wechat"
    title = _("WeChat messages")
    limits = Limits(text=20, title=20, templates=True)
    calls = True
    by_account = True
    fields = (
        CredentialField("app_id", _("AppID")),
        CredentialField("app_secret", _("AppSecret"), secret=True),
        CredentialField("way", _("Kind of messages"), help=WAY_HELP),
        TEMPLATES,
        CredentialField("token", _("Token of the server settings"), secret=True, required=False),
        CredentialField(
            "aes_key", _("EncodingAESKey of the server settings"), secret=True, required=False,
            help=_("43 signs. Choose the safe mode there: calls in clear are refused."),
        ),
    )  # fmt: skip

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, datetime]] = {}

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        if values["way"] not in mapping.WAYS:
            raise CredentialInvalid(field=_("Kind of messages"), name="way", why=WAY_HELP)
        templates_of(values["templates"], TEMPLATES)
        if key := values.get("aes_key", ""):
            try:
                crypt.key_of(key)
            except ValueError as error:
                raise CredentialInvalid(field=_("EncodingAESKey of the server settings"), name="aes_key") from error

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """Raises CallFailed, Misconfigured."""
        values = values_of(account, self.code)
        template = chosen(templates_of(wanted(values, "templates"), TEMPLATES), message.about)
        if template is None:
            return Receipt(outcome=Outcome.REFUSED, reason="no_template", detail=message.about, account=True)
        way = wanted(values, "way")
        body: dict[str, Any] = {
            "touser": message.address,
            "template_id": template.id,
            "data": {name: {"value": cut(text, longest(name))} for name, text in template.filled(message).items()},
        }
        if message.link and way != "subscribe":
            body["url" if way == "template" else "page"] = message.link
        told = self._told(mapping.WAYS[way], body, values)
        code = int(told.get("errcode") or 0)
        if code == 0:
            return Receipt(outcome=Outcome.ACCEPTED, provider_id=str(told.get("msgid") or ""))
        return refusal(code, str(told.get("errmsg") or ""))

    def greet(self, account: str, called: Called) -> HookAnswer:
        """WeChat tries the address: what it sent, once its signature holds. Raises CallRefused, Misconfigured."""
        query = dict(parse_qsl(called.query))
        self._demand_signed(account, query, "signature", at=called.at)
        return HookAnswer(200, query.get("echostr", "")[:200])

    def read_push(self, account: str, called: Called) -> Sequence[Told]:
        """Raises CallRefused, Misconfigured, Unreadable."""
        query = dict(parse_qsl(called.query))
        cipher = str(events.object_of(called.body).get("Encrypt") or "")
        if not cipher:
            raise CallRefused("not_encrypted")
        values = self._demand_signed(account, query, "msg_signature", cipher, at=called.at)
        try:
            key = crypt.key_of(wanted(values, "aes_key"))
        except ValueError as error:
            raise Misconfigured("aes_key_malformed", "the EncodingAESKey has 43 signs") from error
        told = events.read(events.object_of(crypt.decrypted(cipher, key, wanted(values, "app_id"))))
        # Whoever follows may be sent templates; each other message needs a consent of its own.
        return [replace(one, counted=values.get("way") != "template") if one.scene else one for one in told]

    def follows(self, account: str) -> bool:
        """An official account's; without a token nobody would tell us who came."""
        try:
            values = values_of(account, self.code)
        except Misconfigured:
            return False
        return values.get("way") in mapping.FOLLOWED and bool(values.get("token") and values.get("aes_key"))

    def follow_code(self, account: str, scene: str, seconds: int) -> str:
        """Raises CallFailed, Misconfigured."""
        body = {
            "expire_seconds": seconds,
            "action_name": mapping.CODE_KIND,
            "action_info": {"scene": {"scene_str": scene}},
        }
        told = self._told(mapping.CODE_PATH, body, values_of(account, self.code))
        address = str(told.get("url") or "")
        if not address:
            raise Misconfigured(f"wechat_{told.get('errcode')}", str(told.get("errmsg") or "")[:200])
        return address

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """`success`: nothing is said back."""
        return HookAnswer(200, "success") if refused is None else super().answer(account, called, refused)

    def _demand_signed(
        self, account: str, query: Mapping[str, str], name: str, *more: str, at: datetime
    ) -> Mapping[str, str]:
        values = values_of(account, self.code)
        time = query.get("timestamp", "")
        ours = crypt.signature(wanted(values, "token"), time, query.get("nonce", ""), *more)
        if not same(ours, query.get(name, "")):
            raise CallRefused("signature_wrong")
        if not time.isdecimal() or abs(at.timestamp() - int(time[:12])) > AGE_TOLERATED.total_seconds():
            raise CallRefused("too_old")
        return values

    def _told(self, path: str, body: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
        """The answer; with a new access token once, where the old one is over: nothing was sent with that."""
        told = self._call(path, body, self._access_token(values))
        if int(told.get("errcode") or 0) in mapping.TOKEN_OVER:
            self._tokens.pop(_name(values), None)
            told = self._call(path, body, self._access_token(values))
        return told

    def _access_token(self, values: Mapping[str, str]) -> str:
        name = _name(values)
        token, until = self._tokens.get(name, ("", clock.now()))
        if token and clock.now() < until:
            return token
        asked = {
            "grant_type": "client_credential",
            "appid": wanted(values, "app_id"),
            "secret": wanted(values, "app_secret"),
        }
        # The stable one: several processes that ask get the same.
        told = self._call("/cgi-bin/stable_token", asked, "")
        token = str(told.get("access_token") or "")
        if not token:
            code = told.get("errcode")
            if code == mapping.BUSY:
                raise outgoing.CallFailed(outgoing.TOLD_TO_WAIT, "WeChat is busy")
            raise Misconfigured(f"wechat_{code}", str(told.get("errmsg") or "")[:200])
        self._tokens[name] = (token, clock.now() + timedelta(seconds=int(told.get("expires_in") or 0)) - EARLY)
        return token

    def _call(self, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        query = f"?access_token={quote(token, safe='')}" if token else ""
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return object_in(post(f"{address_of(self.code, API)}{path}{query}", headers=headers, content=content))


def longest(field: str) -> int:
    """How much the field of a template holds: `thing2` 20 signs, `phrase1` 5."""
    return mapping.FIELD_MAX.get(field.rstrip("0123456789").removesuffix(".DATA"), mapping.LONGEST_OTHER)


def refusal(code: int, detail: str) -> Receipt:
    """What an error of WeChat's says of the message, the reader and our account."""
    if code in mapping.STALLED:
        return cannot_send(f"wechat_{code}", detail)
    outcome = Outcome.REFUSED
    if code in mapping.TOKEN_OVER:
        # Somebody else fetches tokens too: the next one is good again.
        outcome = Outcome.LATER
    elif code == mapping.BUSY:
        outcome = Outcome.UNKNOWN
    return Receipt(
        outcome=outcome, reason=f"wechat_{code}", detail=detail[:200], dead=code in mapping.DEAD,
        no_consent=code == mapping.NO_CONSENT, account=code in mapping.ACCOUNT,
    )  # fmt: skip


def _name(values: Mapping[str, str]) -> str:
    """One token per application and secret."""
    return hashlib.sha256(f"{values.get('app_id')}:{values.get('app_secret')}".encode()).hexdigest()
