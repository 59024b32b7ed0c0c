"""Money ahead of the goods, and insured ways back: one demo shop has both on, with a story for every state.

Played after the other stories, in its own times: those keep their usual way. What the shop may lose, whom it insures
and what lies in its deposit stay as they are for whoever tries the demo.
"""

from datetime import datetime, timedelta

from huitou.accounts.permissions import PLATFORM_PERMISSIONS
from huitou.accounts.roles import PlatformRoleName
from huitou.config.demo.play import Stage, play_all, standing_at
from huitou.config.demo.stories import BUYER, COURIER, ONLY, RETURN, SHOP, Deed, Story, arrived_back, sent
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.tenancy import in_shop
from huitou.instant import eligibility
from huitou.instant.models.instant_rules import Mode
from huitou.instant.verbs import move_threshold, set_rules
from huitou.insurance.risk import CoverRow
from huitou.insurance.verbs import set_terms
from huitou.orders.models import Customer
from huitou.settlements.verbs import set_cost_terms, set_deposit, top_up

SHOPS = ("taobei",)
FIRST_NUMBER = 8800
# From here on back, in days: the rules, then a quiet fortnight in which the threshold comes down by itself.
BEGAN, OPEN = 90, 70
BUDGET, LARGEST = 300_000, 50_000
WEEK = 168
FREIGHT = (CoverRow("CN", 1_000, 1_000), CoverRow("CN", 5_000, 1_800), CoverRow("CN:新疆", 5_000, 2_500))
UNUSED = "no_longer_wanted"


def _back(hours: float, number: str) -> tuple[Deed, ...]:
    return (Deed(hours, COURIER, "goods_return", "collect"), *arrived_back(hours + 60))


# Paid on approval.
AT_ONCE = (
    Story(1, ((0, 1, 1),), RETURN, UNUSED, 66 * 24, deeds=_back(20, "")),
    Story(4, ((3, 1, 1),), RETURN, "does_not_fit", 65 * 24, deeds=_back(30, "")),
    # Never handed over: owed for a month, then written off.
    Story(5, ((3, 1, 1),), RETURN, UNUSED, 44 * 24),
    # An objection that the shop takes for right.
    Story(4, ((0, 1, 1),), RETURN, UNUSED, 30 * 24,
          deeds=(Deed(WEEK + 24, BUYER, "advance", "object", {"note": "我在门店当面交给店员了，有签收单。"}),
                 Deed(WEEK + 60, SHOP, "advance", "waive"))),
    # Paid back by transfer.
    Story(3, ((6, 1, 1),), RETURN, "does_not_fit", 27 * 24,
          deeds=(Deed(WEEK + 50, SHOP, "advance", "record_payment",
                      {"amount_minor": 8_900, "note": "银行转账，流水号 20261103-118。"}),)),
    # The shop has to answer an objection.
    Story(2, ((3, 1, 1),), RETURN, UNUSED, 12 * 24,
          deeds=(Deed(WEEK + 90, BUYER, "advance", "object", {"note": "快递上门取走了，单号我写错了，请查一下。"}),)),
    # Owed now.
    Story(3, ((1, 1, 1),), RETURN, UNUSED, 10 * 24),
    # Under way.
    Story(0, ((5, 1, 1),), RETURN, "does_not_fit", 30, deeds=(sent(8, "SF1402938475671"),)),
)  # fmt: skip
# Paid at the courier's first scan.
AT_SCAN = (
    Story(1, ((3, 1, 1),), RETURN, UNUSED, 9 * 24, deeds=_back(22, "")),
    Story(1, ((0, 1, 1),), RETURN, "does_not_fit", 70,
          deeds=(Deed(10, BUYER, "advance", "decline"), sent(20, "SF1402938475672"))),
    Story(0, ((6, 1, 1),), RETURN, UNUSED, 18),
    Story(4, ((4, 1, 1),), RETURN, UNUSED, 40),
    Story(1, ((6, 1, 1),), RETURN, "not_as_described", 36, photo=True, note="颜色和图片不一样。",
          deeds=(Deed(4, SHOP, "case", "agree"),)),
)  # fmt: skip
# The ways back are insured: paid; refused, for the goods were brought without a parcel; and still under cover.
INSURED = (
    Story(1, ((0, 1, 1),), RETURN, UNUSED, 11 * 24, insured=True,
          deeds=(sent(16, "SF1402938475681"), *arrived_back(80))),
    Story(4, ((6, 1, 1),), RETURN, "does_not_fit", 8 * 24, insured=True,
          deeds=arrived_back(44)),
    Story(0, ((1, 1, 1),), RETURN, UNUSED, 15, insured=True),
    Story(2, ((6, 1, 1),), ONLY, "missing_item", 25, insured=True, photo=True, note="包裹里少了席夹。"),
)  # fmt: skip


def pay_ahead(stage: Stage) -> None:
    """Switch it on and let the stories happen. Called once, after all others."""
    if stage.plan.slug not in SHOPS:
        return
    _insure(stage, stage.start - timedelta(days=BEGAN))
    _rules(stage, stage.start - timedelta(days=BEGAN), best=20)
    _let_threshold_come_down(stage)
    play_all(stage, AT_ONCE, first=FIRST_NUMBER)
    _rules(stage, stage.start - timedelta(days=9, hours=2), best=100)
    play_all(stage, AT_SCAN, first=FIRST_NUMBER + 20)
    _hold_one_out(stage)
    _rules(stage, stage.start, best=60, narrowest=30)
    play_all(stage, INSURED, first=FIRST_NUMBER + 60)


def _rules(stage: Stage, at: datetime, *, best: int, narrowest: int = 20, hold_out: int = 0) -> None:
    set_rules(
        mode=Mode.ON, budget_minor=BUDGET, largest_minor=LARGEST, best_points=best, narrowest_points=narrowest,
        excluded_reasons=("not_as_described",), hold_out_percent=hold_out, actor=stage.owner, at=at,
    )  # fmt: skip


def _let_threshold_come_down(stage: Stage) -> None:
    for days in range(BEGAN - 1, OPEN, -1):
        at = stage.start - timedelta(days=days)
        with standing_at(at):
            move_threshold(actor=system_actor(stage.shop.pk), at=at)


def _hold_one_out(stage: Stage) -> None:
    """One return of a buyer who is held out for comparison: the one whom the draw of this shop meets first.

    Rarely it meets none of them at half of all; then this shop compares with nobody yet.
    """
    with in_shop(stage.shop):
        known = dict(Customer.objects.values_list("external_id", "pk"))
    places = {place: known[buyer.key] for place, buyer in enumerate(stage.plan.buyers) if place not in (0, 5)}
    drawn = {
        place: next((p for p in range(1, 51) if eligibility.held_out(stage.shop.pk, customer, p)), 0)
        for place, customer in places.items()
    }
    for place, percent in sorted(drawn.items(), key=lambda one: one[1]):
        if percent:
            _rules(stage, stage.start - timedelta(days=7), best=100, hold_out=percent)
            told = Story(place, ((3, 1, 1),), RETURN, UNUSED, 6 * 24, deeds=_back(24, ""))
            play_all(stage, (told,), first=FIRST_NUMBER + 40)
            return


def _insure(stage: Stage, at: datetime) -> None:
    """Insured by the shop's own pool, at its cost; the platform stands for the pool and holds a deposit."""
    set_terms(
        insure_all=True, payer="merchant", insurer="pool", backer="platform", table=FREIGHT, piece_grams=500, days=60,
        actor=stage.owner, at=at,
    )  # fmt: skip
    set_cost_terms(shares={}, table=FREIGHT, piece_grams=500, actor=stage.owner, at=at)
    keeper = Actor(
        Role.PLATFORM, stage.shop.pk, f"staff:{stage.judge.pk}", PLATFORM_PERMISSIONS[PlatformRoleName.OPERATOR],
        name=stage.judge.name,
    )  # fmt: skip
    set_deposit(minimum_minor=50_000, days=14, actor=keeper, at=at)
    top_up(amount_minor=80_000, reference="D-0001", actor=keeper, at=at)
