"""WeChat's freight insurance as an Insurer. WeChat itself collects the premium from the shop and pays the buyer.

One policy and one claim per payment: whatever is said twice is looked up instead of done again.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from huitou.core.clock import now
from huitou.insurance.insurers.protocol import (
    ClaimAnswer,
    ClaimRequest,
    CoverAnswer,
    CoverRequest,
    Notice,
    NoticeForged,
    NoticeUnconfigured,
)
from huitou.insurance.insurers.wechat import mapping
from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Permanent, Retryable

PATH = "/wxa/business/insurance_freight/"
TIMEOUT_SECONDS = 20.0
# A notice says when it was sent; one that lay about for longer is not taken.
AGE_TOLERATED = timedelta(minutes=10)
LONGEST_NOTICE = 64 * 1024


class WechatInsurer:
    """Calls WeChat over HTTPS with the application's own access token, which is asked for when it is over."""

    code = "wechat"

    def __init__(self) -> None:
        self._token = ""
        self._token_until = datetime.min.replace(tzinfo=UTC)

    def insure(self, request: CoverRequest) -> CoverAnswer:
        """Take out the policy; where the payment is insured already, the policy that it has."""
        try:
            told = self._call("createorder", mapping.cover_body(request))
        except Permanent:
            known = self._row(request.payment, request.holder)
            # Another parcel of the same payment is not what we asked for.
            if known is None or known.get("delivery_no") != request.tracking_number:
                raise
            told = known
        if "premium" not in told:
            told = {**(self._row(request.payment, request.holder) or {}), **told}
        return self._read(mapping.cover_answer, told)  # type: ignore[no-any-return]

    def claim(self, request: ClaimRequest) -> ClaimAnswer:
        """File the claim; where one is filed already, how it stands."""
        try:
            told = self._call("claim", mapping.claim_body(request))
        except Permanent:
            known = self.find_claim(request.payment, request.holder)
            if known is None:
                raise
            return known
        return ClaimAnswer("filed", str(told.get("report_no", "")))

    def find_claim(self, payment: str, holder: str) -> ClaimAnswer | None:
        """How the claim on the payment stands."""
        row = self._row(payment, holder)
        return None if row is None else self._read(mapping.claim_answer, row)

    def confirm_address(self, query: Mapping[str, str], at: datetime) -> str:
        """WeChat's `echostr`, once its signature holds."""
        _demand_signed(query, at)
        return query.get("echostr", "")[:200]

    def read_notice(self, query: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """Check WeChat's signature, and that the notice is fresh.

        The signature does not cover the body: it only says which payment to ask about, and is believed in nothing else.
        """
        _demand_signed(query, at)
        if len(body) > LONGEST_NOTICE:
            raise NoticeForged()
        try:
            payment = str(json.loads(body)["order_no"])
        except (ValueError, KeyError, TypeError) as error:
            raise NoticeForged() from error
        return Notice(key=f"{query['timestamp']}:{query['nonce']}"[:120], payment=payment[:120])

    def _row(self, payment: str, holder: str) -> dict[str, Any] | None:
        told = self._call("getorderlist", {"openid": holder, "order_no": payment, "offset": 0, "limit": 10})
        rows = told.get("list")
        found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return next((row for row in found if row.get("order_no") == payment), None)

    def _call(self, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        told = self._post(f"{PATH}{what}", {"access_token": self._access_token()}, body)
        if int(told.get("errcode") or 0) in mapping.TOKEN_OVER:
            self._token = ""
            told = self._post(f"{PATH}{what}", {"access_token": self._access_token()}, body)
        return _checked(told)

    def _access_token(self) -> str:
        if self._token and now() < self._token_until:
            return self._token
        own = settings.HUITOU_WECHAT_INSURANCE
        if not own["app_secret"]:
            raise Misconfigured("app_secret_missing", "HUITOU_WECHAT_APP_SECRET is not set")
        asked = {"grant_type": "client_credential", "appid": own["app_id"], "secret": own["app_secret"]}
        told = _checked(self._post("/cgi-bin/stable_token", {}, asked))
        self._token = str(told.get("access_token", ""))
        # A minute early, so that it does not end on the way.
        self._token_until = now() + timedelta(seconds=max(0, int(told.get("expires_in") or 0) - 60))
        return self._token

    def _post(self, path: str, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        address = f"{settings.HUITOU_WECHAT_INSURANCE['url']}{path}"
        try:
            answer = httpx.post(address, params=dict(query), json=dict(body), timeout=TIMEOUT_SECONDS)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Retryable("unreachable", type(error).__name__) from error
        except httpx.HTTPError as error:
            raise AnswerLost("no_answer", type(error).__name__) from error
        try:
            told = answer.json()
        except ValueError as error:
            raise AnswerLost(f"http_{answer.status_code}", "the answer is no JSON") from error
        if answer.status_code >= 500 or not isinstance(told, dict):
            raise AnswerLost(f"http_{answer.status_code}", "the answer is no object")
        return told

    @staticmethod
    def _read(reading: Any, told: Mapping[str, Any]) -> Any:
        try:
            return reading(told)
        except (KeyError, TypeError, ValueError) as error:
            raise AnswerLost("answer_malformed", type(error).__name__) from error


def _demand_signed(query: Mapping[str, str], at: datetime) -> None:
    """SHA-1 over token, timestamp and nonce, sorted. Raises NoticeForged, NoticeUnconfigured."""
    token = str(settings.HUITOU_WECHAT_INSURANCE["token"])
    if not token:
        raise NoticeUnconfigured()
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    wanted = hashlib.sha1("".join(sorted((token, timestamp, nonce))).encode()).hexdigest()  # noqa: S324
    if not hmac.compare_digest(wanted.encode(), query.get("signature", "").encode()):
        raise NoticeForged()
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise NoticeForged()
    if abs(at - datetime.fromtimestamp(int(timestamp), tz=UTC)) > AGE_TOLERATED:
        raise NoticeForged()


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """The answer, if it says that it worked. Raises Misconfigured, AnswerLost, Permanent."""
    number = int(told.get("errcode") or 0)
    if number == 0:
        return told
    if number in mapping.OURS:
        raise Misconfigured(f"wechat_{number}", str(told.get("errmsg", ""))[:200])
    if number in mapping.BUSY:
        raise AnswerLost(f"wechat_{number}", str(told.get("errmsg", ""))[:200])
    raise Permanent(f"wechat_{number}", str(told.get("errmsg", ""))[:200])
