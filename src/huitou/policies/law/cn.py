"""China: seven days without reason, quality, three guarantees for listed goods, times for the trader. Data, no code."""

from datetime import date

from huitou.policies.law.statute import (
    MONEY_BACK,
    AtMost,
    Demand,
    Fault,
    Money,
    NoReason,
    Proof,
    RepairLimits,
    Source,
    Statute,
)

CN = frozenset({"CN"})
CONSUMER_LAW = date(2014, 3, 15)
MEASURES = date(2017, 3, 15)
PENALTIES = date(2015, 3, 15)
THREE_GUARANTEES = date(1995, 8, 25)
DEFECTIVE = frozenset({"defective"})

# The first four lie in the law itself; the others hold only if the buyer confirmed them for this very purchase.
EXCLUSIONS: dict[str, Demand] = {
    "custom_made": "",
    "perishable": "",
    "digital": "",
    "unsealed_media": "",
    "press": "",
    "opened_hygiene": "confirmed",
    "unsealed_safety": "confirmed",
    "activated": "confirmed",
    "flawed_disclosed": "confirmed",
}
ARTICLE_25 = Source("消费者权益保护法 第二十五条；网络购买商品七日无理由退货暂行办法 第六、七、十四条", verified=True)
LIST = "部分商品修理更换退货责任规定"

STATUTES = (
    Statute(
        "withdrawal", CN, "cn-cpl-25", CONSUMER_LAW, MEASURES,
        NoReason(7, merchant_pays=False, outbound_refunded=False, exclusions=EXCLUSIONS,
                 exclusions_article="cn-cpl-25"),
        Source("消费者权益保护法 第二十五条", verified=True),
    ),
    Statute(
        "withdrawal", CN, "cn-cpl-25", MEASURES, None,
        NoReason(7, merchant_pays=False, outbound_refunded=False, exclusions=EXCLUSIONS,
                 exclusions_article="cn-7d-measures"),
        ARTICLE_25,
    ),
    Statute("money", CN, "cn-cpl-25", CONSUMER_LAW, None, Money(7, "arrival"), ARTICLE_25),
    Statute(
        "answer", CN, "cn-penalties-8", PENALTIES, None, AtMost(15),
        Source("侵害消费者权益行为处罚办法 第八、九条：超过十五日视为故意拖延或者无理拒绝", verified=True),
    ),
    Statute(
        "reject", CN, "cn-cpl-24", CONSUMER_LAW, None, Fault(7, MONEY_BACK),
        Source("消费者权益保护法 第二十四条", verified=True),
    ),
    Statute(
        "proof", CN, "cn-cpl-23", CONSUMER_LAW, None, Proof(184),
        Source("消费者权益保护法 第二十三条：耐用商品六个月", verified=False),
    ),
    # The buyer chooses among what the days so far allow; a year counts 366 days where it holds a leap day.
    Statute(
        "listed_return", CN, "cn-3g-9", THREE_GUARANTEES, None, Fault(7, MONEY_BACK, DEFECTIVE, listed_only=True),
        Source(f"{LIST} 第九条：七日", verified=True),
    ),
    Statute(
        "listed_exchange", CN, "cn-3g-10", THREE_GUARANTEES, None,
        Fault(15, ("exchange",), DEFECTIVE, listed_only=True), Source(f"{LIST} 第十条：十五日", verified=True),
    ),
    Statute(
        "listed_repair", CN, "cn-3g-11", THREE_GUARANTEES, None,
        Fault(366, ("repair", "exchange"), DEFECTIVE, listed_only=True),
        Source(f"{LIST} 及各商品三包有效期：整机一年", verified=False),
    ),
    Statute(
        "repair", CN, "cn-3g-11", THREE_GUARANTEES, None, RepairLimits(failures=2, days=30, pauses=True),
        Source(f"{LIST} 第十一条：修理两次（已核对）；三十日（未核对）；修理占用的时间不计（未核对）", verified=False),
    ),
)  # fmt: skip
