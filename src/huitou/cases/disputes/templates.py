"""Words for rulings that come up again and again: ours to start with, and what the platform's people made of them.

Read by the platform's page. A template of ours that somebody changed or set aside stands in the table under its id.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from huitou.cases.models import Dispute, Grounds, Outcome, RulingTemplate

SHIPPED = datetime(2026, 1, 1, tzinfo=UTC)


def _ours(number: int, reason: str, outcome: Outcome, grounds: Grounds, **texts: str) -> RulingTemplate:
    return RulingTemplate(
        id=UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0000 + number),
        reason=reason,
        outcome=outcome,
        grounds=grounds,
        texts={language.replace("_", "-"): text for language, text in texts.items()},
        changed_at=SHIPPED,
    )


def ours() -> list[RulingTemplate]:
    """The templates that come with the house. Never saved by themselves."""
    return [
        _ours(1, "damaged", Outcome.WISH, Grounds.SHOWN,
              zh_hans="照片显示商品收到时已经破损，包装和面单能够对应本订单。运输中的损坏不由买家承担，支持买家的申请。",
              zh_hant="照片顯示商品收到時已經破損，包裝與託運單能夠對應本訂單。運送途中的損壞不由顧客承擔，支持顧客的申請。",
              en="The photos show that the goods arrived damaged, and parcel and label belong to this order. Damage on "
                 "the way is not the buyer's risk: the request is granted."),
        _ours(2, "damaged", Outcome.NOTHING, Grounds.NOT_SHOWN,
              zh_hans="现有的照片看不出破损，或看不出拍摄的是本订单的商品。买家在举证期内没有补充，因此不支持这次申请。",
              zh_hant="現有的照片看不出破損，或無法確認拍攝的是本訂單的商品。顧客在舉證期間未補充，因此不支持這次申請。",
              en="The photos do not show the damage, or not that these are the goods of this order. The buyer added "
                 "nothing in the time for evidence, so the request is not granted."),
        _ours(3, "not_as_described", Outcome.WISH, Grounds.SHOWN,
              zh_hans="收到的商品与商品页面的描述不符，差别超出买家下单时可以预料的范围，支持退货退款。",
              zh_hant="收到的商品與商品頁面的描述不符，差異超出顧客下單時可預期的範圍，支持退貨退款。",
              en="The goods differ from the description, and by more than a buyer had to expect. "
                 "The return is granted."),
        _ours(4, "not_received", Outcome.WISH, Grounds.CARRIER_RECORD,
              zh_hans="物流记录没有买家本人或其授权的人的签收。商品送到之前的风险由商家承担，支持退款。",
              zh_hant="物流紀錄沒有顧客本人或其授權者的簽收。商品送達前的風險由商家承擔，支持退款。",
              en="The carrier's record shows no delivery to the buyer or anybody they named. Until delivery the "
                 "risk is the shop's: the refund is granted."),
        _ours(5, "not_received", Outcome.NOTHING, Grounds.CARRIER_RECORD,
              zh_hans="物流记录有完整的派送轨迹和买家的签收，买家没有提供相反的凭证，因此不支持退款。",
              zh_hant="物流紀錄有完整的配送軌跡與顧客的簽收，顧客未提供相反的憑證，因此不支持退款。",
              en="The carrier's record shows the way and the buyer's receipt, and the buyer showed nothing against it. "
                 "The refund is not granted."),
        _ours(6, "no_longer_wanted", Outcome.WISH, Grounds.POLICY_GIVES,
              zh_hans="申请在无理由退货的期限内，商品不在例外之列。商家不能因为商品被打开查看而拒绝，支持退货退款。",
              zh_hant="申請在無理由退貨的期限內，商品不屬於例外。商家不得因商品被拆封檢視而拒絕，支持退貨退款。",
              en="The request came within the time for returns without a reason, and the goods are no exception. "
                 "Looking at the goods is no ground for a refusal: the return is granted."),
        _ours(7, "", Outcome.FINDINGS, Grounds.SHOWN,
              zh_hans="商家的验货记录和照片显示，退回的商品缺少或损坏，减少的金额与损失相当，按验货结果退款。",
              zh_hant="商家的驗貨紀錄與照片顯示，退回的商品有缺少或損壞，減少的金額與損失相當，按驗貨結果退款。",
              en="The shop's record of the check shows what was missing or damaged, and the reduction fits the loss. "
                 "The refund is paid as the shop found."),
        _ours(8, "", Outcome.WISH, Grounds.ONE_SIDE_SILENT,
              zh_hans="商家在举证期内没有提供任何凭证，买家的说明和凭证没有被反驳，支持买家的申请。",
              zh_hant="商家在舉證期間未提供任何憑證，顧客的說明與憑證未被反駁，支持顧客的申請。",
              en="The shop showed nothing in the time for evidence, and what the buyer says and shows stands "
                 "unopposed. The request is granted."),
        _ours(9, "", Outcome.SUM, Grounds.BOTH_SHARE,
              zh_hans="双方的凭证各有一部分成立。考虑到双方各自的责任，买家得到上述金额。",
              zh_hant="雙方的憑證各有一部分成立。考量雙方各自的責任，顧客得到上述金額。",
              en="What each side shows is right in part. With the part that each has in it, the buyer gets this sum."),
    ]  # fmt: skip


def every_template() -> list[RulingTemplate]:
    """All that are offered: those of the platform's people and ours that nobody changed, by reason. One query."""
    rows = {row.pk: row for row in RulingTemplate.objects.all()}
    found = [row for row in rows.values() if row.retired_at is None]
    found += [template for template in ours() if template.pk not in rows]
    return sorted(found, key=lambda one: (one.reason == "", one.reason, one.outcome, str(one.pk)))


def templates_for(dispute: Dispute) -> list[RulingTemplate]:
    """Those that fit the dispute's kind and reason, the closest first."""
    fitting = [
        one for one in every_template()
        if one.kind in ("", dispute.kind) and one.reason in ("", dispute.reason)
        and (one.outcome != Outcome.FINDINGS or dispute.about == "goods")
    ]  # fmt: skip
    return sorted(fitting, key=lambda one: (one.reason == "", one.kind == ""))


def words_in(template: RulingTemplate, languages: Mapping[str, None] | list[str]) -> str:
    """The template's words in each of the languages, once each: both sides read a ruling in theirs."""
    texts = dict.fromkeys(template.text(language) for language in languages)
    return "\n\n".join(text for text in texts if text)
