"""What happened in the demo shops: one story for each way a case can go. Data; `play` lets it happen.

Hours count back from the demo's first start for `applied`, and forward from the application for the steps.
"""

from dataclasses import dataclass, field
from typing import Any

BUYER, SHOP, PLATFORM, SILENCE = "buyer", "shop", "platform", "silence"


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
    """One case. `take`: (article's place in the catalogue, bought, wished back); `delivered` days before applying."""

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


def _sent(hours: float, number: str) -> Deed:
    return Deed(hours, BUYER, "goods_return", "hand_over", {"carrier": "sf", "tracking_number": number})


RETURN, ONLY = "return_and_refund", "refund_only"

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
    # Goods on their way back
    Story(1, ((1, 1, 1), (6, 1, 1)), RETURN, "no_longer_wanted", 26),
    Story(2, ((0, 1, 1),), RETURN, "does_not_fit", 60, deeds=(_sent(10, "SF1402938475610"),)),
    Story(4, ((3, 2, 1),), RETURN, "no_longer_wanted", 110,
          deeds=(_sent(12, "SF1402938475612"), Deed(80, SHOP, "goods_return", "arrive"))),
    Story(5, ((0, 2, 2),), RETURN, "no_longer_wanted", 120,
          deeds=(_sent(12, "SF1402938475613"), Deed(70, SHOP, "goods_return", "arrive"),
                 Deed(82, SHOP, "goods_return", "contest_goods", {"findings": "one_damaged", "damaged_basis_points": 5_000}))),
    # Done
    Story(0, ((6, 1, 1),), RETURN, "no_longer_wanted", 260,
          deeds=(_sent(8, "SF1402938475601"), Deed(90, SHOP, "goods_return", "arrive"), Deed(100, SHOP, "goods_return", "accept_goods"))),
    Story(3, ((2, 2, 1),), ONLY, "damaged", 300, photo=True, note="茶濾網面凹陷。"),
    Story(1, ((3, 1, 1),), RETURN, "damaged", 330, photo=True, note="盖碗到手就碎了。",
          deeds=(Deed(3, SHOP, "case", "agree"), _sent(20, "SF1402938475588"), Deed(88, SHOP, "goods_return", "arrive"),
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
          deeds=(_sent(20, "JD0146000031"), Deed(90, SHOP, "goods_return", "arrive"))),
    Story(2, ((1, 2, 1),), RETURN, "no_longer_wanted", 300,
          deeds=(_sent(20, "JD0146000029"), Deed(90, SHOP, "goods_return", "arrive"), Deed(100, SHOP, "goods_return", "accept_goods"))),
    Story(3, ((5, 1, 1),), ONLY, "damaged", 220, photo=True, note="Moth holes.", deeds=(Deed(3, SHOP, "case", "agree"),)),
)  # fmt: skip

STORIES = {"taobei": CHINESE, "harbour": ENGLISH}
