"""WeChat Pay on loopback: checks the merchants' signatures, signs its answers, encrypts its notices, writes bills."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from functools import cache
from itertools import count
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from huitou.refunds.gateways.wechat_pay.signing import sign
from tests.refunds.providers.server import Asked, Provider, Told

CHINA = timezone(timedelta(hours=8))
PLATFORM = "PUB_KEY_ID_0114232134912410000000000000"
_numbers = count(1)
COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
    "退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,"
    "申请退款金额,费率备注"
)


@cache
def key_pair(name: str) -> rsa.RSAPrivateKey:
    """A key made for this run of the tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass
class Merchant:
    key: rsa.RSAPublicKey
    api_key: str
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class FakeWeChatPay(Provider):
    """`status`: what a new refund is answered with. `forge`: sign answers with a key of nobody."""

    merchants: dict[str, Merchant] = field(default_factory=dict)
    status: str = "SUCCESS"
    forge: bool = False
    not_enough: bool = False

    def changes(self, asked: Asked) -> bool:
        return asked.method == "POST"

    def answer(self, asked: Asked) -> Told:
        merchant = self._who(asked)
        if merchant is None:
            return self._told(401, {"code": "SIGN_ERROR", "message": "签名错误"})
        if asked.path == "/v3/refund/domestic/refunds":
            return self._refund(merchant, json.loads(asked.body))
        if asked.path.startswith("/v3/refund/domestic/refunds/"):
            row = merchant.refunds.get(asked.path.rsplit("/", 1)[1])
            missing = {"code": "RESOURCE_NOT_EXISTS", "message": "退款单不存在"}
            return self._told(404, missing) if row is None else self._told(200, row)
        if asked.path == "/v3/bill/tradebill":
            return self._bill(merchant, asked.query["bill_date"])
        if asked.path == "/v3/billdownload/file":
            return Told(200, self._csv(merchant, asked.query["token"]))
        return self._told(404, {"code": "NOT_FOUND"})

    def _who(self, asked: Asked) -> Merchant | None:
        found = dict(re.findall(r'(\w+)="([^"]*)"', asked.headers.get("authorization", "")))
        merchant = self.merchants.get(found.get("mchid", ""))
        if merchant is None:
            return None
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        target = f"{asked.path}?{query}" if query else asked.path
        lines = [asked.method, target, found["timestamp"], found["nonce_str"]]
        message = "".join(f"{line}\n" for line in lines).encode() + asked.body + b"\n"
        try:
            signature = base64.b64decode(found["signature"])
            merchant.key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return None
        return merchant

    def _told(self, status: int, body: dict[str, Any]) -> Told:
        raw = json.dumps(body, ensure_ascii=False).encode()
        return Told(status, raw, self.signed(raw))

    def signed(self, body: bytes, *, at: Any = None, serial: str = PLATFORM) -> dict[str, str]:
        """The headers of an answer or a notice."""
        seconds, nonce = str(int((at or self.now()).timestamp())), f"nonce{next(_numbers)}"
        key = key_pair("nobody" if self.forge else "platform")
        return {
            "wechatpay-timestamp": seconds, "wechatpay-nonce": nonce, "wechatpay-serial": serial,
            "wechatpay-signature": sign(key, [seconds, nonce], body),
        }  # fmt: skip

    def _refund(self, merchant: Merchant, told: dict[str, Any]) -> Told:
        if self.not_enough:
            return self._told(403, {"code": "NOT_ENOUGH", "message": "基本账户余额不足"})
        payment = told.get("transaction_id") or told["out_trade_no"]
        row = merchant.refunds.get(told["out_refund_no"])
        if row is not None:
            same = (
                payment in (row["transaction_id"], row["out_trade_no"])
                and row["amount"]["refund"] == (told["amount"]["refund"])
            )
            words = "订单金额或退款金额与之前请求不一致，请核实后再试"
            return self._told(200, row) if same else self._told(400, {"code": "INVALID_REQUEST", "message": words})
        gone = sum(
            one["amount"]["refund"] for one in merchant.refunds.values()
            if payment in (one["transaction_id"], one["out_trade_no"])
        )  # fmt: skip
        if gone + told["amount"]["refund"] > told["amount"]["total"]:
            return self._told(400, {"code": "INVALID_REQUEST", "message": "退款金额大于支付金额"})
        row = self.make(payment, told["amount"]["refund"], told["amount"]["total"], told["out_refund_no"])
        merchant.refunds[told["out_refund_no"]] = row
        return self._told(200, row)

    def make(self, payment: str, refund: int, total: int, number: str) -> dict[str, Any]:
        """A refund as WeChat answers it."""
        now = self.now().astimezone(CHINA).isoformat(timespec="seconds")
        return {
            "refund_id": f"5030000{next(_numbers):015}", "out_refund_no": number,
            "transaction_id": payment if payment.isdecimal() else "4200001234202601010000000000",
            "out_trade_no": payment, "channel": "ORIGINAL", "user_received_account": "招商银行信用卡0403",
            "create_time": now, "success_time": now, "status": self.status, "funds_account": "AVAILABLE",
            "amount": {"total": total, "refund": refund, "payer_total": total, "payer_refund": refund,
                       "settlement_refund": refund, "settlement_total": total, "discount_refund": 0,
                       "currency": "CNY", "from": []},
        }  # fmt: skip

    def notice(self, merchant: str, row: dict[str, Any], status: str = "SUCCESS", name: str = "") -> bytes:
        """The raw body of a notice about the refund."""
        told = {
            "mchid": merchant, "out_trade_no": row["out_trade_no"], "transaction_id": row["transaction_id"],
            "out_refund_no": row["out_refund_no"], "refund_id": row["refund_id"], "refund_status": status,
            "success_time": row["success_time"], "user_received_account": row["user_received_account"],
            "amount": {name: row["amount"][name] for name in ("total", "refund", "payer_total", "payer_refund")},
        }  # fmt: skip
        nonce, extra = "fdasflkja484", "refund"
        sealed = AESGCM(self.merchants[merchant].api_key.encode()).encrypt(
            nonce.encode(), json.dumps(told).encode(), extra.encode()
        )
        now = self.now().astimezone(CHINA).isoformat(timespec="seconds")
        return json.dumps({
            "id": name or f"EV-{next(_numbers):08}", "create_time": now, "resource_type": "encrypt-resource",
            "event_type": f"REFUND.{status}", "summary": "退款", "resource": {
                "algorithm": "AEAD_AES_256_GCM", "original_type": "refund", "nonce": nonce,
                "associated_data": extra, "ciphertext": base64.b64encode(sealed).decode()},
        }).encode()  # fmt: skip

    def _bill(self, merchant: Merchant, day: str) -> Told:
        if day >= self.now().astimezone(CHINA).date().isoformat():
            return self._told(400, {"code": "INVALID_REQUEST", "message": "bill_date"})
        raw = self._csv(merchant, day)
        if raw.count(b"\n") <= 3:
            return self._told(400, {"code": "NO_STATEMENT_EXIST", "message": "账单文件不存在"})
        told = {"hash_type": "SHA1", "hash_value": hashlib.sha1(raw).hexdigest(),
                "download_url": f"https://elsewhere.example.com/v3/billdownload/file?token={day}"}  # fmt: skip
        return self._told(200, told)

    def _csv(self, merchant: Merchant, day: str) -> bytes:
        names = COLUMNS.split(",")
        lines = [COLUMNS]
        for row in merchant.refunds.values():
            when = row["create_time"].replace("T", " ")[:19]
            if when[:10] != day:
                continue
            yuan = f"{row['amount']['refund'] / 100:.2f}"
            values = dict.fromkeys(names, "0") | {
                "交易时间": when, "微信订单号": row["transaction_id"], "商户订单号": row["out_trade_no"],
                "货币种类": "CNY", "退款申请时间": when, "退款成功时间": when, "微信退款单号": row["refund_id"],
                "商户退款单号": row["out_refund_no"], "退款状态": row["status"], "商品名称": "杯子",
                "退款金额": yuan, "申请退款金额": yuan,
            }  # fmt: skip
            lines.append(",".join(f"`{values[name]}" for name in names))
        lines += ["总交易单数,应结订单总金额,退款总金额", f"`{len(lines) - 1},`0.00,`0.00"]
        return ("\ufeff" + "\n".join(lines) + "\n").encode()
