"""Alipay on loopback: checks RSA2 of calls, signs its answers and notices, writes bills as ZIPs in GBK."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.asymmetric import rsa

from huitou.refunds.gateways.alipay import signing
from tests.refunds.providers.server import Asked, Provider, Told
from tests.refunds.providers.wechat_pay import key_pair

CHINA = timezone(timedelta(hours=8))
_numbers = count(1)
COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,"
    "集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,"
    "备注"
)


@dataclass
class Application:
    """`numbers`: what each of its calls must carry in certificate mode."""

    key: rsa.RSAPublicKey
    numbers: dict[str, str] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class FakeAlipay(Provider):
    """`status`: the refund_status of a new refund. `refuse`: the sub-code with which a refund is refused."""

    applications: dict[str, Application] = field(default_factory=dict)
    status: str = "REFUND_SUCCESS"
    refuse: str = ""
    captured: str = "100.00"
    forge: bool = False
    address: str = ""

    def changes(self, asked: Asked) -> bool:
        return dict(parse_qsl(asked.body.decode())).get("method") == "alipay.trade.refund"

    def answer(self, asked: Asked) -> Told:
        if asked.path == "/bill":
            return Told(200, self._archive(self.applications[asked.query["app"]], asked.query["day"]))
        fields = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
        name = fields["method"].replace(".", "_") + "_response"
        application = self.applications.get(fields["app_id"])
        if application is None:
            return self._told(name, {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-app-id"})
        try:
            message = signing.content(fields, without=("sign",))
            signing.verify(application.key, fields["sign"], message)
        except signing.SignatureWrong:
            return self._told(name, {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"})
        if application.numbers != {name: value for name, value in fields.items() if name.endswith("cert_sn")}:
            return self._told(
                name, {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.missing-app-cert-sn"}
            )
        told = json.loads(fields["biz_content"])
        if fields["method"] == "alipay.trade.refund":
            return self._told(name, self._refund(application, told))
        if fields["method"] == "alipay.trade.fastpay.refund.query":
            return self._told(name, self._find(application, told))
        return self._told(name, self._bill(application, fields["app_id"], told["bill_date"]))

    def _told(self, name: str, node: dict[str, Any]) -> Told:
        part = json.dumps(node, ensure_ascii=False)
        key = key_pair("nobody" if self.forge else "alipay")
        body = f'{{"{name}": {part}, "sign": "{signing.sign(key, part.encode())}"}}'
        return Told(200, body.encode())

    def _refund(self, application: Application, told: dict[str, Any]) -> dict[str, Any]:
        if self.refuse:
            code = "20000" if self.refuse.startswith("isp.") else "40004"
            return {"code": code, "msg": "Business Failed", "sub_code": self.refuse, "sub_msg": "业务失败"}
        payment = told.get("trade_no") or told["out_trade_no"]
        here = [row for row in application.refunds if payment in (row["trade_no"], row["out_trade_no"])]
        before = next((row for row in here if row["out_request_no"] == told["out_request_no"]), None)
        if before is not None and before["refund_amount"] != told["refund_amount"]:
            return {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.DISCORDANT_REPEAT_REQUEST"}
        total = sum(float(row["refund_amount"]) for row in here)
        if before is None:
            if total + float(told["refund_amount"]) > float(self.captured) + 0.001:
                return {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"}
            application.refunds.append(self.make(payment, told["refund_amount"], told["out_request_no"]))
            total += float(told["refund_amount"])
        return {
            "code": "10000", "msg": "Success", "trade_no": "2026112222001400001400000001", "out_trade_no": payment,
            "buyer_logon_id": "159****5620", "buyer_user_id": "2088101117955611",
            "fund_change": "N" if before is not None else "Y", "refund_fee": f"{total:.2f}",
        }  # fmt: skip

    def make(self, payment: str, amount: str, number: str) -> dict[str, Any]:
        """A refund in Alipay's books."""
        return {
            "trade_no": payment if payment.isdecimal() and len(payment) == 28 else "2026112222001400001400000001",
            "out_trade_no": payment, "out_request_no": number, "refund_amount": amount, "total_amount": self.captured,
            "refund_status": self.status,
            "gmt_refund_pay": self.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        }  # fmt: skip

    def _find(self, application: Application, told: dict[str, Any]) -> dict[str, Any]:
        payment = told.get("trade_no") or told["out_trade_no"]
        for row in application.refunds:
            if row["out_request_no"] == told["out_request_no"] and payment in (row["trade_no"], row["out_trade_no"]):
                shown = dict(row)
                if row["refund_status"] != "REFUND_SUCCESS":
                    del shown["refund_status"]
                return {"code": "10000", "msg": "Success", **shown}
        return {"code": "10000", "msg": "Success"}

    def _bill(self, application: Application, app_id: str, day: str) -> dict[str, Any]:
        if not any(row["gmt_refund_pay"].startswith(day) for row in application.refunds):
            return {"code": "40004", "msg": "Business Failed", "sub_code": "isp.bill_not_exist"}
        url = f"{self.address}/bill?{urlencode({'app': app_id, 'day': day})}"
        return {"code": "10000", "msg": "Success", "bill_download_url": url}

    def _archive(self, application: Application, day: str) -> bytes:
        names = COLUMNS.split(",")
        lines = ["#支付宝业务明细查询", f"#起始日期：[{day} 00:00:00]", COLUMNS]
        for row in application.refunds:
            if not row["gmt_refund_pay"].startswith(day):
                continue
            values = dict.fromkeys(names, "") | {
                "支付宝交易号": row["trade_no"], "商户订单号": row["out_trade_no"], "业务类型": "退款",
                "商品名称": "青瓷杯",
                "创建时间": row["gmt_refund_pay"], "完成时间": row["gmt_refund_pay"], "对方账户": "*暖(159****5620)",
                "订单金额（元）": f"-{row['refund_amount']}", "退款批次号/请求号": row["out_request_no"],
            }  # fmt: skip
            sale = values | {"业务类型": "交易", "订单金额（元）": self.captured, "退款批次号/请求号": ""}
            lines += [",".join(f"{one[name]}\t" for name in names) for one in (sale, values)]
        lines += ["#-----------------------------------------业务明细列表结束", "#退款合计：1笔"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("2088_业务明细.csv", "\r\n".join(lines).encode("gbk"))
            file.writestr("2088_业务明细(汇总).csv", "#汇总\r\n".encode("gbk"))
        return archive.getvalue()

    def notice(self, app_id: str, row: dict[str, Any], *, at: Any = None, more: dict[str, str] | None = None) -> bytes:
        """The raw body of a notice about the refund."""
        moment = (at or self.now()).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        told = {
            "notify_time": moment, "notify_type": "trade_status_sync",
            "notify_id": f"ac05099524730693a8b330c5e{next(_numbers):08}",
            "app_id": app_id, "charset": "utf-8", "version": "1.0", "trade_no": row["trade_no"],
            "out_trade_no": row["out_trade_no"], "out_biz_no": row["out_request_no"], "buyer_id": "2088102122524333",
            "buyer_logon_id": "159****5620", "trade_status": "TRADE_SUCCESS", "total_amount": self.captured,
            "refund_fee": row["refund_amount"], "subject": "青瓷杯 & 茶滤=2",
            "gmt_refund": f"{moment}.000", **(more or {}),
        }  # fmt: skip
        key = key_pair("nobody" if self.forge else "alipay")
        signature = signing.sign(key, signing.content(told, without=("sign", "sign_type")))
        return urlencode({**told, "sign_type": "RSA2", "sign": signature}).encode()
