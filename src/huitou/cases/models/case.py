"""One after-sales case: a wish of a buyer about some pieces of one order, and how it is settled."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money
from huitou.logistics.machine import WITH_BUYER


class Kind(models.TextChoices):
    """What the buyer wishes for; `mixed` where the items of one case have different wishes."""

    RETURN_AND_REFUND = "return_and_refund", _("Return and refund")
    REFUND_ONLY = "refund_only", _("Refund only")
    EXCHANGE = "exchange", _("Exchange")
    REPAIR = "repair", _("Repair")
    RESHIP = "reship", _("Send again")
    PRICE_ADJUSTMENT = "price_adjustment", _("Price adjustment")
    PARTIAL_REFUND = "partial_refund", _("Partial refund")
    MIXED = "mixed", _("Several wishes")


class Case(ShopRow, Chained):
    """Moved by `cases.machine.CASE`.

    `allowed`, `entitled`, `automatic` repeat the verdict's answers; `judged` keeps facts, wish and verdict as JSON, so
    that the verdict can be computed again. `sheet` is what is paid; `reduced_sheet` what the shop wants to pay after
    an inspection. `brings_goods_back`, `replaces` and `repairs` say what is still to be done besides paying: the last
    two fall as soon as it is done or given up. `choice_due`: what is to be repaired was repaired often enough, so that
    the buyer chooses money or other goods instead. `ships_first`: the replacement goes out before the goods are back.
    `paid_early`: the money goes before them. `paid_outside`: some of it left without us. `short_minor`: so much less
    than was asked for has been paid by refunds that ended all the same.
    `terms` holds the lengths in hours that the policy sets by term name; `clock_left` what is left of
    a clock that stands still. `offer_keeps_goods` is about the open or the accepted offer; `buyer_offers` counts what
    the buyer has offered so far.
    """

    ATTEMPTS: ClassVar[int] = 5
    # Of each side. An offer stops the shop's clock for days: without an end to them there would be none to the case.
    OFFERS_PER_ATTEMPT: ClassVar[int] = 3

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    policy_version = models.ForeignKey(
        "policies.PolicyVersion",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reduced_sheet = models.ForeignKey(
        "refunds.StoredSheet",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    goods_return = models.ForeignKey(
        "logistics.GoodsReturn",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    replacement = models.ForeignKey(
        "logistics.Replacement",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    repair = models.ForeignKey(
        "services.Repair", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    # Goods that were neither taken nor paid for, on their way home; the case does not wait for them.
    send_back = models.ForeignKey(
        "logistics.SendBack", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    # The case in which this one's wish goes on.
    merged_into = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    # The latest dispute about the case, over or not; the case stands still while it is not.
    dispute = models.ForeignKey(
        "cases.Dispute", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    # What the law wants paid by a day; the latest, over or not.
    money_due = models.ForeignKey(
        "cases.MoneyDue", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    state = models.CharField(max_length=32)
    attempt = models.PositiveSmallIntegerField(default=1)
    allowed = models.BooleanField()
    entitled = models.BooleanField()
    automatic = models.BooleanField()
    judged = models.JSONField()
    terms = models.JSONField(default=dict)
    deadline_at = models.DateTimeField(null=True)
    clock_left = models.DurationField(null=True)
    offer_keeps_goods = models.BooleanField(null=True)
    buyer_offers = models.PositiveSmallIntegerField(default=0)
    brings_goods_back = models.BooleanField(default=False)
    replaces = models.BooleanField(default=False)
    repairs = models.BooleanField(default=False)
    choice_due = models.BooleanField(default=False)
    ships_first = models.BooleanField(default=False)
    paid_early = models.BooleanField(default=False)
    paid_outside = models.BooleanField(default=False)
    short_minor = models.BigIntegerField(default=0)
    refusal = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="cases_case_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="cases_case_ref"),
            SameShop(field="order", to="orders.Order", name="cases_case_order"),
            SameShop(field="customer", to="orders.Customer", name="cases_case_customer"),
            SameShop(field="policy_version", to="policies.PolicyVersion", name="cases_case_policy"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="cases_case_sheet"),
            SameShop(field="reduced_sheet", to="refunds.StoredSheet", name="cases_case_reduced_sheet"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="cases_case_return"),
            SameShop(field="replacement", to="logistics.Replacement", name="cases_case_replacement"),
            SameShop(field="repair", to="services.Repair", name="cases_case_repair"),
            SameShop(field="dispute", to="cases.Dispute", name="cases_case_in_dispute"),
            SameShop(field="money_due", to="cases.MoneyDue", name="cases_case_money_due"),
            SameShop(field="send_back", to="logistics.SendBack", name="cases_case_send_back"),
            SameShop(field="merged_into", to="cases.Case", name="cases_case_merged"),
        ]
        indexes = [
            models.Index(fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="cases_case_due"),
            models.Index(
                fields=["shop", "state", "deadline_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_case_queue",
            ),
            models.Index(fields=["shop", "-opened_at", "-id"], name="cases_case_newest"),
            models.Index(fields=["shop", "order"], name="cases_case_by_order"),
            models.Index(fields=["shop", "customer", "-opened_at"], name="cases_case_by_customer"),
            models.Index(
                fields=["shop", "goods_return"],
                condition=Q(goods_return__isnull=False),
                name="cases_case_by_return",
            ),
            models.Index(
                fields=["shop", "replacement"],
                condition=Q(replacement__isnull=False),
                name="cases_case_by_replacement",
            ),
            models.Index(fields=["shop", "repair"], condition=Q(repair__isnull=False), name="cases_case_by_repair"),
            models.Index(
                fields=["shop", "merged_into"],
                condition=Q(merged_into__isnull=False),
                name="cases_case_by_merged",
            ),
        ]

    @property
    def goods_come_back(self) -> bool:
        """Whether the wish (or the accepted offer) brings goods back."""
        return self.brings_goods_back

    @property
    def goods_to_come(self) -> bool:
        """Whether goods are to come back and have not been asked for yet."""
        return self.brings_goods_back and self.goods_return_id is None

    @property
    def could_ship_first(self) -> bool:
        """Whether a replacement could go out before the goods are back: an exchange and nothing else."""
        return self.kind == Kind.EXCHANGE and not self.ships_first

    @property
    def could_merge(self) -> bool:
        """Whether nothing has happened yet that belongs to this case alone: no settlement, no money, no goods."""
        if (
            self.ships_first
            or self.paid_early
            or self.paid_outside
            or self.refusal
            or self.replacement_id
            or self.repair_id
            or self.dispute_id
        ):
            return False
        if self.goods_return is not None and self.goods_return.state != "awaiting_hand_over":
            return False
        return self.reduced_sheet_id is None and not self.sheet.facts.get("agreed")

    @property
    def could_pay_early(self) -> bool:
        """Whether the money could go ahead of the goods: goods back for money and nothing else, nothing settled yet."""
        if self.paid_early or self.paid_outside:
            return False
        return self.kind == Kind.RETURN_AND_REFUND and self.owes_money

    @property
    def paid_ahead(self) -> UUID | None:
        """The cause whose refunds went ahead of the goods, so that no sheet of the case counts them as earlier ones."""
        return self.pk if self.paid_early else None

    @property
    def covered_cause(self) -> UUID | None:
        """The cause for which money left without us, so that its sheets say so; None for nearly every case."""
        return self.pk if self.paid_outside else None

    @property
    def owes_money(self) -> bool:
        """Whether the case pays anything."""
        return int(self.sheet.total_minor) > 0

    @property
    def waits_for_nobody(self) -> bool:
        """Whether the wish is a right, or the policy agrees to it by itself."""
        return self.allowed and (self.entitled or self.automatic)

    @property
    def choice_at_once(self) -> bool:
        """Whether the buyer chooses without an answer of the shop: nothing else in the wish waits for one."""
        if not (self.allowed and self.choice_due):
            return False
        repaired = {line["line_id"] for line in self.judged["wish"]["lines"] if line["kind"] == Kind.REPAIR}
        others = [line for line in self.judged["verdict"]["lines"] if line["line_id"] not in repaired]
        return all(line["entitled"] or line["automatic"] for line in others)

    @property
    def open_offer_keeps_goods(self) -> bool:
        return bool(self.offer_keeps_goods)

    @property
    def stands(self) -> str:
        """Where the case stands while an offer is open: the state to which it returns if nobody accepts."""
        if self.reduced_sheet_id is not None:
            return "contested"
        if self.refusal:
            return "refused"
        return "requested" if self.allowed else "goodwill"

    @property
    def offers_left(self) -> bool:
        """Whether the buyer may still offer something."""
        return self.buyer_offers < self.OFFERS_PER_ATTEMPT * self.attempt

    @property
    def goods_with_buyer(self) -> bool:
        """Whether nothing has been handed over yet, and nothing was sent in exchange for it."""
        if self.ships_first and not self.replaces:
            return False
        return self.goods_return is None or self.goods_return.state in WITH_BUYER

    @property
    def replaces_what_is_good(self) -> bool:
        """Whether the inspection left pieces to be replaced."""
        if not self.replaces or self.goods_return is None:
            return False
        good = {line.order_line_id: line.good for line in self.goods_return.lines.all()}
        return any(good.get(line.order_line_id) for line in self.lines.all() if line.replaces)

    @property
    def dispute_is_over(self) -> bool:
        """Whether the dispute that the case waits for has come to its end."""
        return self.dispute is not None and self.dispute.is_over

    @property
    def nothing_granted(self) -> bool:
        """Whether the dispute ended without anything for the buyer."""
        dispute = self.dispute
        if dispute is None or dispute.outcome == "nothing":
            return True
        return dispute.outcome == "findings" and self.reduced_minor == 0 and not self.replaces_what_is_good

    @property
    def reduced_minor(self) -> int:
        """What would be paid after the shop's reduction; the whole sheet where there is none."""
        sheet = self.reduced_sheet or self.sheet
        return int(sheet.total_minor)

    @property
    def sum(self) -> Money:
        """What is to be paid."""
        return Money(self.sheet.total_minor, self.sheet.currency)

    @property
    def paid_back(self) -> Money:
        """What has really been paid, once its refunds are over."""
        return Money(max(0, self.sheet.total_minor - self.short_minor), self.sheet.currency)

    def __str__(self) -> str:
        return self.ref
