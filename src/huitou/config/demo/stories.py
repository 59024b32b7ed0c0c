"""What happened in the demo shops: one story for each way a case can go. Data; `play` lets it happen.

Hours count back from the demo's first start for `applied`, and forward from the application for the steps.
"""

from dataclasses import dataclass, field
from typing import Any

BUYER, SHOP, PLATFORM, SILENCE, PROVIDER, COURIER = "buyer", "shop", "platform", "silence", "provider", "courier"


@dataclass(frozen=True, slots=True)
class Deed:
    """After `hours` since the application `who` takes the machine's action. `say` fills `note` or `grounds`."""

    hours: float
    who: str
    machine: str
    action: str
    inputs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One case. `take`: (article's place in the catalogue, bought, wished back); `delivered` days before applying.

    `insured`: its parcel was insured when it left.
    """

    buyer: int
    take: tuple[tuple[int, int, int], ...]
    kind: str
    reason: str
    applied: float
    delivered: float | None = 2
    shipped: bool = True
    photo: bool = False
    note: str = ""
    deeds: tuple[Deed, ...] = ()
    fault: str = ""
    variant: str = ""
    amount_minor: int = 0
    insured: bool = False


def _back(hours: float, number: str) -> tuple[Deed, ...]:
    """Handed over, arrived, accepted."""
    return (sent(hours, number), *arrived_back(hours + 60))


def arrived_back(hours: float) -> tuple[Deed, ...]:
    """At the shop, and four hours later accepted."""
    return Deed(hours, SHOP, "goods_return", "arrive"), Deed(hours + 4, SHOP, "goods_return", "accept_goods")


def sent(hours: float, number: str) -> Deed:
    """The buyer has sent it under this number."""
    carrier = "dhl" if number.startswith("JD") else "sf"
    return Deed(hours, BUYER, "goods_return", "hand_over", {"carrier": carrier, "tracking_number": number})


RETURN, ONLY = "return_and_refund", "refund_only"
EXCHANGE, RESHIP, PART, REPAIR = "exchange", "reship", "partial_refund", "repair"
AGREED = Deed(3, SHOP, "case", "agree")
LOST_ITS_GLAZE = {"diagnosis": "material", "note": "釉面脱落，做工问题，免费补釉。"}
FELL = {
    "diagnosis": "impact",
    "note": "底部有撞击痕迹，见照片。",
    "lines": [
        {"kind": "part", "name": "壶盖", "amount_minor": 3_500},
        {"kind": "labour", "name": "锔补", "amount_minor": 4_000},
    ],
}

CHINESE = (
    # Waiting for the shop, most urgent first
    Story(0, ((0, 2, 1),), ONLY, "damaged", 45.8, photo=True, note="收到时杯口有一道裂纹，杯子其余都好。"),
    Story(1, ((4, 1, 1),), RETURN, "not_as_described", 30, photo=True, note="壶的颜色和页面差别有点大。"),
    Story(2, ((7, 1, 1),), RETURN, "no_longer_wanted", 20, delivered=24, note="出差回来才发现过了七天，盒子没有拆。"),
    Story(4, ((2, 3, 1),), ONLY, "missing_item", 5, photo=True, note="少发了一个茶滤。"),
    # Offers and refusals
    Story(3, ((3, 1, 1),), ONLY, "damaged", 40, photo=True, note="蓋碗邊緣有小缺角，不影響使用。",
          deeds=(Deed(6, SHOP, "case", "offer", {"amount_minor": 3_000, "note": "很抱歉，退您 ¥30，盖碗您留着用，可以吗？"}),)),
    Story(5, ((5, 1, 1),), RETURN, "damaged", 90, photo=True, note="花器底部漏水。",
          deeds=(Deed(9, SHOP, "case", "refuse", {"reason": "claim_not_shown", "note": "照片里看不到漏水处，请补一张装水后的照片，或修改申请。"}),)),
    # With the platform
    Story(0, ((4, 1, 1),), RETURN, "defective", 70, photo=True, note="壶盖和壶身不合，一倒就漏。",
          deeds=(
              Deed(5, SHOP, "case", "refuse", {"reason": "used", "note": "壶内有茶渍，属于使用后退回，请谅解。"}),
              Deed(8, BUYER, "case", "call_in_platform", {"note": "只试过一次水就发现漏，照片里看得到壶盖的缝。"}),
          )),
    Story(2, ((3, 1, 1),), ONLY, "damaged", 84, photo=True, note="盖碗的托裂了。",
          deeds=(
              Deed(4, SHOP, "case", "refuse", {"reason": "claim_not_shown", "note": "照片里看不清裂纹。"}),
              Deed(7, BUYER, "case", "call_in_platform", {"note": "放大就能看到，从口沿裂到底。"}),
              Deed(12, BUYER, "dispute", "rest", {"note": "裂纹的特写就是全部凭证。"}),
              Deed(30, SHOP, "dispute", "rest", {"note": "发货前的照片是完好的。"}),
              Deed(34, PLATFORM, "dispute", "ask_merchant", {"note": "发货照片里有托吗？请补一张。"}),
              Deed(40, SHOP, "dispute", "answer", {"note": "没有拍到托，只拍了碗和盖。"}),
          )),
    Story(5, ((6, 1, 1),), ONLY, "damaged", 76, photo=True, note="收到时缺了一角。",
          deeds=(
              Deed(3, SHOP, "case", "refuse", {"reason": "other", "note": "缺口很小，不影响使用。"}),
              Deed(6, BUYER, "case", "call_in_platform", {"note": "送人的，没法用。"}),
              Deed(20, BUYER, "dispute", "rest"), Deed(26, SHOP, "dispute", "rest"),
              Deed(50, PLATFORM, "dispute", "propose",
                   {"amount_minor": 3_000, "note": "东西还能用，退一部分、商品留下，双方都省事。"}),
              Deed(60, BUYER, "dispute", "accept_proposal"),
          )),
    Story(4, ((0, 2, 1),), ONLY, "damaged", 160, photo=True, note="杯底有裂纹。",
          deeds=(
              Deed(5, SHOP, "case", "refuse", {"reason": "claim_not_shown", "note": "看不到裂纹。"}),
              Deed(9, BUYER, "case", "call_in_platform", {"note": "装水会渗。"}),
              Deed(15, BUYER, "dispute", "rest"), Deed(20, SHOP, "dispute", "rest"),
              Deed(70, PLATFORM, "dispute", "rule",
                   {"outcome": "wish", "grounds": "shown", "note": "视频里看得到渗水，商家没有相反的凭证。"}),
          )),
    # Goods on their way back
    Story(1, ((1, 1, 1), (6, 1, 1)), RETURN, "no_longer_wanted", 26, deeds=(Deed(4, BUYER, "goods_return", "ask_label"),)),
    Story(2, ((0, 1, 1),), RETURN, "does_not_fit", 60, deeds=(sent(10, "SF1402938475610"),)),
    # Not all of it was the shop's: what is not paid for goes home
    Story(3, ((0, 2, 2),), RETURN, "no_longer_wanted", 150,
          deeds=(sent(12, "SF1402938475661"), Deed(70, SHOP, "goods_return", "arrive"),
                 Deed(76, SHOP, "goods_return", "contest_goods", {"findings": "one_wrong"}),
                 Deed(90, BUYER, "case", "accept_reduction"),
                 Deed(110, SHOP, "send_back", "send", {"carrier": "sf", "tracking_number": "SF1402938475662"}))),
    Story(4, ((3, 2, 1),), RETURN, "no_longer_wanted", 110,
          deeds=(sent(12, "SF1402938475612"), Deed(80, SHOP, "goods_return", "arrive"))),
    Story(5, ((0, 2, 2),), RETURN, "no_longer_wanted", 120,
          deeds=(sent(12, "SF1402938475613"), Deed(70, SHOP, "goods_return", "arrive"),
                 Deed(82, SHOP, "goods_return", "contest_goods", {"findings": "one_damaged", "damaged_basis_points": 5_000}))),
    # Done
    Story(0, ((6, 1, 1),), RETURN, "no_longer_wanted", 260,
          deeds=(sent(8, "SF1402938475601"), Deed(90, SHOP, "goods_return", "arrive"), Deed(100, SHOP, "goods_return", "accept_goods"))),
    Story(3, ((2, 2, 1),), ONLY, "damaged", 300, photo=True, note="茶濾網面凹陷。"),
    Story(1, ((3, 1, 1),), RETURN, "damaged", 330, photo=True, note="盖碗到手就碎了。",
          deeds=(Deed(3, SHOP, "case", "agree"), sent(20, "SF1402938475588"), Deed(88, SHOP, "goods_return", "arrive"),
                 Deed(96, SHOP, "goods_return", "accept_goods"))),
    Story(4, ((7, 1, 1),), ONLY, "no_longer_wanted", 200, delivered=None, shipped=False),
    Story(5, ((1, 1, 1),), RETURN, "no_longer_wanted", 280, deeds=(Deed(15, BUYER, "case", "withdraw"),)),
    Story(2, ((5, 1, 1),), RETURN, "damaged", 400, photo=True, note="花器有划痕。",
          deeds=(Deed(4, SHOP, "case", "offer", {"amount_minor": 5_000, "note": "退您 ¥50 作为补偿，可以吗？"}),
                 Deed(20, BUYER, "case", "accept_offer"))),
    Story(3, ((0, 1, 1),), RETURN, "no_longer_wanted", 230),
    # Money that needs a person
    Story(1, ((2, 1, 1),), ONLY, "missing_item", 28, photo=True, note="包裹里没有茶滤。",
          deeds=(Deed(2, SHOP, "case", "agree"),), fault="refuse"),
    # Goods instead of money
    Story(0, ((0, 1, 1),), EXCHANGE, "damaged", 9, photo=True, note="杯底有一道冲线，想换一只同款。"),
    Story(4, ((3, 1, 1),), EXCHANGE, "damaged", 12, photo=True, note="盖子缺口，想换青瓷的。", variant="GW-04",
          deeds=(Deed(2, SHOP, "case", "agree_and_ship_first"),)),
    Story(1, ((0, 1, 1),), EXCHANGE, "does_not_fit", 84, variant="QC-03", deeds=_back(8, "SF1402938475633")),
    Story(3, ((1, 1, 1),), EXCHANGE, "does_not_fit", 82, variant="QC-04", deeds=_back(6, "SF1402938475634")),
    Story(5, ((2, 2, 1),), RESHIP, "missing_item", 66, photo=True, note="少一个茶滤，请补发。",
          deeds=(Deed(3, SHOP, "case", "agree"),
                 Deed(26, SHOP, "replacement", "ship", {"carrier": "sf", "tracking_number": "SF1402938475635"}))),
    Story(2, ((2, 1, 1),), RESHIP, "missing_item", 200, photo=True, note="收到空盒。", deeds=(Deed(3, SHOP, "case", "agree"),)),
    # At the workshop
    Story(1, ((3, 1, 1),), REPAIR, "defective", 92, photo=True, note="盖子扣不紧。",
          deeds=(AGREED, *_back(10, "SF1402938475641"), Deed(82, SHOP, "repair", "give_to_workshop"))),
    Story(2, ((0, 1, 1),), REPAIR, "defective", 140, photo=True, note="杯口掉釉。",
          deeds=(AGREED, *_back(10, "SF1402938475642"), Deed(80, SHOP, "repair", "accept_repair", LOST_ITS_GLAZE),
                 Deed(110, SHOP, "repair", "note_work", {"note": "已补釉，等待复烧。"}))),
    Story(4, ((3, 1, 1),), REPAIR, "defective", 110, photo=True, note="壶身漏水。",
          deeds=(AGREED, *_back(10, "SF1402938475643"), Deed(80, SHOP, "proof", "photo"), Deed(80.1, SHOP, "repair", "quote", FELL))),
    Story(5, ((0, 1, 1),), REPAIR, "defective", 330, photo=True, note="杯把松动。",
          deeds=(AGREED, *_back(10, "SF1402938475644"), Deed(80, SHOP, "repair", "accept_repair", {"diagnosis": "mechanics", "note": "杯把重新固定。"}),
                 Deed(130, SHOP, "repair", "finish", {"note": "已固定，试用两天正常。"}),
                 Deed(140, SHOP, "repair", "send_back", {"carrier": "sf", "tracking_number": "SF1402938475645"}),
                 Deed(190, BUYER, "repair", "receive"))),
    Story(3, ((2, 1, 1),), REPAIR, "defective", 120, photo=True, note="濾網變形。",
          deeds=(AGREED, *_back(8, "SF1402938475646"), Deed(90, SHOP, "repair", "fail", {"note": "滤网无法复原。"}))),
    Story(0, ((6, 1, 1),), PART, "not_as_described", 7, photo=True, note="茶席有色差，能留下，希望退一部分。", amount_minor=2_000),
)  # fmt: skip

ENGLISH = (
    Story(0, ((1, 4, 1),), ONLY, "damaged", 44.5, photo=True, note="One pillowcase has a torn seam."),
    Story(1, ((5, 1, 1),), RETURN, "no_longer_wanted", 12, delivered=31, note="I was abroad and missed the date. Unused."),
    Story(2, ((0, 1, 1),), RETURN, "does_not_fit", 30),
    Story(3, ((3, 1, 1),), ONLY, "damaged", 26, photo=True, note="A stain near the pocket.",
          deeds=(Deed(5, SHOP, "case", "offer", {"amount_minor": 1_000, "note": "Would 10 euros off make it right? Keep the apron."}),)),
    Story(0, ((4, 1, 1),), RETURN, "not_as_described", 60, photo=True, note="It is ten centimetres shorter than the page says.",
          deeds=(Deed(7, SHOP, "case", "refuse", {"reason": "claim_not_shown", "note": "The photo shows no measure. Please add one with a tape."}),
                 Deed(12, BUYER, "case", "call_in_platform", {"note": "The tape is in the second picture."}))),
    Story(1, ((2, 2, 2),), RETURN, "no_longer_wanted", 150,
          deeds=(sent(20, "JD0146000031"), Deed(90, SHOP, "goods_return", "arrive"))),
    Story(2, ((1, 2, 1),), RETURN, "no_longer_wanted", 300,
          deeds=(sent(20, "JD0146000029"), Deed(90, SHOP, "goods_return", "arrive"), Deed(100, SHOP, "goods_return", "accept_goods"))),
    # Checked by another company: the shop has still to stand by its report
    Story(0, ((1, 3, 2),), RETURN, "no_longer_wanted", 100,
          deeds=(sent(20, "JD0146000051"), Deed(72, PROVIDER, "goods_return", "arrive"),
                 Deed(84, PROVIDER, "goods_return", "report_findings", {"findings": "one_wrong"}))),
    Story(3, ((5, 1, 1),), ONLY, "damaged", 220, photo=True, note="Moth holes.", deeds=(Deed(3, SHOP, "case", "agree"),)),
    # Goods instead of money
    Story(2, ((1, 2, 1),), EXCHANGE, "does_not_fit", 96, variant="PC-04", deeds=_back(20, "JD0146000041")),
    Story(1, ((3, 1, 1),), EXCHANGE, "does_not_fit", 90, variant="AP-05", deeds=_back(20, "JD0146000042")),
    Story(0, ((2, 2, 1),), RESHIP, "missing_item", 60, photo=True, note="One towel was not in the parcel.",
          deeds=(Deed(3, SHOP, "case", "agree"),
                 Deed(26, SHOP, "replacement", "ship", {"carrier": "dhl", "tracking_number": "JD0146000043"}))),
)  # fmt: skip

STORIES = {"taobei": CHINESE, "harbour": ENGLISH}
