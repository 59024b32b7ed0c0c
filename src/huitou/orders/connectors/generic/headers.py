"""The fields that an order table can have, and the column names that mean them in English and Chinese.

Read by the generic connector to map columns by themselves; `--map field=column` decides where a name is unusual.
"""

import re
from collections.abc import Mapping, Sequence

_NAMES = {
    "order_id": "order id|orderid|order_no|order number|order|invoice no|invoiceno"
    "|订单号|订单编号|訂單編號|訂單號碼|交易编号",
    "number": "number|display number|订单展示号|訂單顯示編號",
    "placed_at": "placed at|created at|order date|ordered at|date|purchase date|purchased at"
    "|下单时间|创建时间|订单创建时间|付款下单时间"
    "|下單時間|訂單日期|建立時間|日期",
    "currency": "currency|currency code|币种|货币|幣別|貨幣",
    "state": "state|status|order status|financial status|订单状态|状态|訂單狀態|狀態",
    "customer_id": "customer id|customerid|buyer id|user id|member id"
    "|客户编号|会员编号|买家id|顧客編號|會員編號|客户id",
    "email": "email|e-mail|customer email|buyer email|contact email|邮箱|电子邮箱|电子邮件|電子郵件|信箱",
    "name": "customer name|buyer name|recipient|recipient name|customer"
    "|买家姓名|收货人|收货人姓名|收件人|顧客姓名|收件人姓名|买家",
    "phone": "phone|telephone|mobile|customer phone|联系电话|手机|手机号|电话|收货人电话|聯絡電話|手機|電話|连络电话",
    "locale": "locale|language|语言|語言",
    "country": "country|country code|shipping country|国家|國家|国家代码",
    "region": "region|state or province|province|shipping province|省|省份|省市|縣市",
    "city": "city|shipping city|城市|市",
    "postcode": "postcode|zip|postal code|zip code|邮编|邮政编码|郵遞區號",
    "street": "street|address|address1|shipping address|地址|收货地址|详细地址|收件地址|街道地址",
    "line_id": "line id|line item id|item id|order item id|行号|明细编号|子订单号|子订单编号|明細編號|項次",
    "sku": "sku|stock code|product id|variant sku|商品编码|货号|商家编码|商品編號|貨號|商品id",
    "title": "title|product|product name|item|item name|description|商品|商品名称|宝贝标题|商品标题|品名|商品名稱",
    "variant": "variant|option|options|规格|商品规格|型号|規格|款式",
    "category": "category|product type|类目|分类|品类|類別|分類",
    "image": "image|image url|图片|主图|圖片",
    "quantity": "quantity|qty|pieces|count|数量|购买数量|數量|件数|件數",
    "unit_price": "unit price|price|item price|price each|单价|商品单价|价格|單價|售價",
    "line_total": "line total|amount|item total|小计|商品金额|小計|金额",
    "discount": "discount|line discount|item discount|优惠|商品优惠|折扣|折扣金額",
    "order_discount": "order discount|total discount|total discounts|订单优惠|整单优惠|訂單折扣",
    "tax": "tax|line tax|item tax|vat|税|税额|稅額|稅",
    "order_tax": "order tax|total tax|订单税额|訂單稅額",
    "tax_included": "tax included|taxes included|含税|含稅",
    "shipping": "shipping|shipping price|freight|postage|运费|邮费|運費|配送费",
    "order_total": "order total|total|total price|grand total|订单金额|订单总额|应付金额|訂單金額|總金額",
    "invoice_number": "invoice number|tax invoice number|发票号码|发票号|蓝字发票号码|數電票號碼|發票號碼",
    "payment_method": "payment method|paid by|payment type|支付方式|付款方式",
    "payment_id": "payment id|transaction id|payment reference|支付单号|交易号|交易流水号|付款編號",
    "paid": "paid|amount paid|captured|实付金额|实付款|买家实付|實付金額|已付金額",
    "paid_at": "paid at|payment date|支付时间|付款时间|付款時間",
    "shipped_at": "shipped at|ship date|dispatched at|发货时间|發貨時間|出貨時間",
    "delivered_at": "delivered at|delivery date|received at|签收时间|收货时间|確認收貨時間|送達時間|签收日期",
    "promised_at": "promised at|estimated delivery|预计送达|预计送达时间|預計送達時間",
    "carrier": "carrier|shipping company|tracking company|快递公司|物流公司|貨運公司|物流",
    "tracking_number": "tracking number|tracking no|waybill|快递单号|运单号|物流单号|物流單號|貨運單號",
    "weight_grams": "weight grams|weight g|parcel weight g|parcel weight grams|重量克|包裹重量克|包裹重量g|重量g"
    "|重量公克|包裹重量公克",
    "returned": "returned|returned quantity|退货数量|退貨數量",
    "traits": "goods traits|return exclusions|excluded because|商品特性|不可退类型|不适用七天无理由|商品屬性"
    "|不適用鑑賞期",
    # Not plain "confirmed": many shops' tables say so of the order itself.
    "confirmed_exclusions": "exclusions confirmed|confirmed by buyer|买家已确认|已确认不可退|顧客已確認|買家已確認"
    "|已確認不可退",
    "segments": "customer segments|customer tags|customer group|会员等级|客户分组|客户标签|會員等級|顧客分群|顧客標籤",
    "promotion": "promotion|promotion title|promotion name|优惠活动|满减活动|活动名称|優惠活動|滿額活動|活動名稱",
    "promotion_from": "promotion from|promotion threshold|discount threshold|满减门槛|优惠门槛|滿額門檻|優惠門檻",
    "promotion_off": "promotion off|promotion discount|满减金额|优惠活动金额|滿額折抵|活動折抵",
    "discount_code": "discount code|discount codes|coupon code|voucher code|优惠码|优惠券码|券码|折扣码|優惠碼|折扣碼",
    "refunded": "refunded|refunded amount|退款金额|退款金額",
}  # fmt: skip
FIELDS = tuple(_NAMES)
NEEDED = ("order_id", "placed_at")
# One of each group must be there.
NEEDED_ONE_OF = (("title", "sku"), ("unit_price", "line_total"))
AMOUNTS = ("unit_price", "line_total", "discount", "order_discount", "tax", "order_tax", "shipping", "order_total",
           "paid", "refunded", "promotion_from", "promotion_off")  # fmt: skip

STATES = {
    "placed": "placed|pending|unpaid|created|open|authorized|待付款|等待买家付款|未付款|待付",
    "paid": "paid|processing|shipped|delivered|completed|complete|fulfilled|refunded|partially_refunded|invoiced"
    "|已付款|待发货"
    "|已发货|已签收|已完成|交易成功|顧客已付款|買家已付款|待出貨|已出貨|已送達|已完成|交易完成|买家已付款|卖家已发货|等待卖家发货",
    "cancelled": "cancelled|canceled|voided|void|unavailable|已取消|交易关闭|已关闭|交易取消|已關閉",
}

_LETTERS = re.compile(r"[\W_]+")


def squeezed(name: str) -> str:
    """A column's name without case, spaces and signs: `Order ID` = `order_id` = `OrderId`."""
    return _LETTERS.sub("", name.casefold())


_FIELD_OF = {squeezed(name): field for field, names in _NAMES.items() for name in (field, *names.split("|"))}
_STATE_OF = {squeezed(word): state for state, words in STATES.items() for word in words.split("|")}


def state_of(word: str) -> str:
    """Our state for the source's word, or "" for one we do not know."""
    return _STATE_OF.get(squeezed(word), "")


def map_columns(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """field → column. What `mapping` says goes first; then names; of two columns for a field the first stays."""
    by_name = {column.casefold(): column for column in reversed(header)}
    mapped = {field: by_name[column.casefold()] for field, column in mapping.items() if column.casefold() in by_name}
    for column in header:
        field = _FIELD_OF.get(squeezed(column))
        if field and field not in mapped and column not in mapped.values():
            mapped[field] = column
    return mapped


def missing_fields(mapped: Mapping[str, str]) -> list[str]:
    """What an order cannot do without and the columns do not give."""
    missing = [field for field in NEEDED if field not in mapped]
    return missing + [" / ".join(group) for group in NEEDED_ONE_OF if not any(field in mapped for field in group)]
