"""Which problems each operation may answer with: told in the OpenAPI document, checked against real answers by tests.

`@refuses(...)` on an operation names those of its own; the rest follows from its shape.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ninja.operation import Operation

from huitou.accounts.access import TokenRefused
from huitou.accounts.limits import TooManyTries
from huitou.api.auth import TokenMissing
from huitou.api.idempotent import IdempotencyKeyMalformed, IdempotencyKeyRequired
from huitou.api.paging import CursorMalformed
from huitou.api.problems import BodyMalformed, BodyTooLarge, MediaTypeUnsupported, MethodUnknown, Unexpected
from huitou.cases.attempts import AttemptsUsedUp, StandsInCase
from huitou.cases.disputes.conflicts import ConflictOfInterest
from huitou.cases.disputes.sums import AmountOutOfBounds
from huitou.cases.disputes.verbs.appeal import NewEvidenceMissing
from huitou.cases.disputes.verbs.assign import DisputeOver, NoSuchArbitrator, TakenByAnother
from huitou.cases.disputes.verbs.mediate import ProposalEmpty
from huitou.cases.disputes.verbs.rule import AmountMissing, CostsDoNotAddUp, GroundsMissing, NothingContestedYet
from huitou.cases.disputes.words import WordsMissing
from huitou.cases.judging import LineTwice, NoPolicy
from huitou.cases.merging import CannotMerge, MergeWouldCost
from huitou.cases.messages import MessageTooLong
from huitou.cases.offering import OfferOutOfBounds, SumOrGoods, VariantsOfExchanges
from huitou.cases.seen import SheetChanged, SurchargeChanged
from huitou.cases.verbs.merge import CaseBusy
from huitou.cases.verbs.offer import OfferChanged, OffersUsedUp
from huitou.cases.verbs.open_case import EvidenceGone, EvidenceMissing, NotPossible
from huitou.cases.verbs.refuse import ReasonMissing as RefusalReasonMissing
from huitou.cases.wishing import SumMissing, SumOutOfBounds, VariantUnknown
from huitou.changes.deliveries.verbs.answer import WhyNotUnknown
from huitou.changes.deliveries.verbs.ask import (
    DayOutOfReach,
    FreshCodeNeeded,
    LiabilityNotSeen,
    WishNotPossible,
    WishUnderWay,
)
from huitou.changes.deliveries.verbs.ask import WordsMissing as DeliveryWordsMissing
from huitou.changes.judging import AddressIncomplete, NothingToChange, RegionNotServed
from huitou.changes.verbs.answer import KeepOfferOutOfBounds
from huitou.changes.verbs.ask import CancelReasonUnknown, ChangeUnderWay, DifferenceChanged, NothingChosen
from huitou.changes.verbs.buyer import ChangeCodeWrong
from huitou.changes.verbs.difference import PaymentLinkInvalid
from huitou.claims.verbs.file import ReferenceTooLong
from huitou.claims.verbs.noting import CarrierWordsMissing, ClaimSumInvalid
from huitou.core.actions import ActionUnknown, InputsInvalid
from huitou.core.disks import NoRoom, NoRoomForFile
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.core.flow import ConditionNotMet, NotTheirTurn
from huitou.core.flow.machine import TooLate
from huitou.core.idempotency import KeyReused, StillUnderWay
from huitou.core.images import NoPicture, PictureTooLarge
from huitou.core.videos import NoVideo, VideoTooLarge
from huitou.instant.verbs.claim import ClaimAmountInvalid, ClaimWordsMissing
from huitou.insurance.verbs.settle import ClaimNoteMissing, CoverUsedUp, FreightAmountInvalid
from huitou.logistics.pick_ups.seats import SlotFull, SlotUnknown
from huitou.logistics.verbs.hand_over import (
    BringItYourself,
    CalledOff,
    NumberOfDelivery,
    NumberOfVoidLabel,
    WayNotOffered,
)
from huitou.logistics.verbs.inspect import DamageShareInvalid, FindingsIncomplete, NothingContested
from huitou.logistics.verbs.labels import LabelEmpty, LabelFileInvalid
from huitou.orders.verbs.quantities import QuantityExceeded, QuantityInvalid
from huitou.orders.verbs.stock import SoldOut
from huitou.parcels.numbers import TrackingNumberMalformed, TrackingNumberMissing
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.line_limits import RefundAboveLine
from huitou.refunds.queries.facts import LineOfAnotherOrder
from huitou.refunds.second_person import PersonNeeded, SecondPersonNeeded
from huitou.refunds.sheet_facts import FactsMalformed, NothingToRefund
from huitou.refunds.verbs.chargebacks import LostAmountInvalid
from huitou.refunds.verbs.chargebacks import WordsMissing as EvidenceWordsMissing
from huitou.refunds.verbs.fail import OutcomeOpen
from huitou.refunds.verbs.succeed import PaidAmountInvalid
from huitou.refunds.verbs.succeed import ReasonMissing as PaymentReasonMissing
from huitou.services.verbs.give import WorkshopUnknown
from huitou.services.verbs.noting import RepairWordsMissing, RepairWordsTooLong
from huitou.services.verbs.quoting import CoveredByWarranty, QuoteChanged, QuoteOutOfBounds

Refusal = type[HuitouError]
V = TypeVar("V", bound=Callable[..., Any])

EVERYWHERE: tuple[Refusal, ...] = (
    TokenMissing,
    TokenRefused,
    TooManyTries,
    BodyMalformed,
    MethodUnknown,
    Unexpected,
    NoRoom,
)
WITH_BODY: tuple[Refusal, ...] = (InputsInvalid, BodyTooLarge, MediaTypeUnsupported)
WITH_KEY: tuple[Refusal, ...] = (IdempotencyKeyMalformed, KeyReused, StillUnderWay)
ACTING: tuple[Refusal, ...] = (Forbidden, ActionUnknown, NotTheirTurn, ConditionNotMet, TooLate)
PICTURE: tuple[Refusal, ...] = (NoPicture, PictureTooLarge, NoVideo, VideoTooLarge, NoRoomForFile)
WISHING: tuple[Refusal, ...] = (
    NoPolicy, LineTwice, LineOfAnotherOrder, QuantityExceeded, FactsMalformed,
    SumMissing, SumOutOfBounds, VariantUnknown, SoldOut,
)  # fmt: skip
CLAIMING: tuple[Refusal, ...] = (
    NotPossible, EvidenceMissing, NothingToRefund, QuantityExceeded, QuantityInvalid, AttemptsUsedUp, StandsInCase,
)  # fmt: skip
PAYING: tuple[Refusal, ...] = (RefundAboveCaptured, RefundAboveLine)
OF_CASES: tuple[Refusal, ...] = (
    *ACTING, *WISHING, *CLAIMING, *PAYING, OfferOutOfBounds, OffersUsedUp, OfferChanged, SumOrGoods,
    VariantsOfExchanges,
    RefusalReasonMissing, MessageTooLong, SheetChanged, SurchargeChanged, CannotMerge, MergeWouldCost, CaseBusy,
)  # fmt: skip
OF_OPENING: tuple[Refusal, ...] = (
    Forbidden,
    SheetChanged,
    SurchargeChanged,
    EvidenceGone,
    MessageTooLong,
    *WISHING,
    *CLAIMING,
    *PAYING,
)
OF_RETURNS: tuple[Refusal, ...] = (
    *ACTING, TrackingNumberMissing, TrackingNumberMalformed, FindingsIncomplete, NothingContested, DamageShareInvalid,
    WayNotOffered, BringItYourself, CalledOff, NumberOfDelivery, NumberOfVoidLabel, SlotUnknown,
    SlotFull, LabelEmpty, LabelFileInvalid,
)  # fmt: skip
OF_REPLACEMENTS: tuple[Refusal, ...] = (*ACTING, TrackingNumberMissing, TrackingNumberMalformed)
OF_REPAIRS: tuple[Refusal, ...] = (
    *ACTING, TrackingNumberMissing, TrackingNumberMalformed, CoveredByWarranty, QuoteOutOfBounds, QuoteChanged,
    RepairWordsMissing, RepairWordsTooLong, WorkshopUnknown,
)  # fmt: skip
OF_DISPUTES: tuple[Refusal, ...] = (
    *ACTING, ConflictOfInterest, TakenByAnother, AmountOutOfBounds, AmountMissing, NothingContestedYet,
    CostsDoNotAddUp, GroundsMissing, WordsMissing, ProposalEmpty, NewEvidenceMissing, MessageTooLong,
)  # fmt: skip
ASSIGNING: tuple[Refusal, ...] = (Forbidden, ConflictOfInterest, NoSuchArbitrator, DisputeOver)
OF_PREVIEWING_CHANGES: tuple[Refusal, ...] = (
    NotFound, AddressIncomplete, RegionNotServed, NothingToChange, ChangeUnderWay, NothingChosen, *WISHING,
)  # fmt: skip
OF_ASKING_CHANGES: tuple[Refusal, ...] = (
    Forbidden, CancelReasonUnknown, DifferenceChanged, *OF_PREVIEWING_CHANGES, *CLAIMING, *PAYING,
)  # fmt: skip
OF_CHANGES: tuple[Refusal, ...] = (
    *ACTING, ChangeCodeWrong, KeepOfferOutOfBounds, PaymentLinkInvalid, SheetChanged, TrackingNumberMissing,
    TrackingNumberMalformed, *CLAIMING, *PAYING,
)  # fmt: skip
OF_ASKING_DELIVERIES: tuple[Refusal, ...] = (
    Forbidden, NotFound, WishNotPossible, DeliveryWordsMissing, DayOutOfReach, LiabilityNotSeen, WishUnderWay,
    FreshCodeNeeded, ChangeUnderWay,
)  # fmt: skip
OF_DELIVERIES: tuple[Refusal, ...] = (*ACTING, WhyNotUnknown)
OF_ADVANCES: tuple[Refusal, ...] = (*ACTING, ClaimAmountInvalid, ClaimWordsMissing)
OF_FREIGHT_CLAIMS: tuple[Refusal, ...] = (*ACTING, FreightAmountInvalid, ClaimNoteMissing, CoverUsedUp)
OF_CARRIER_CLAIMS: tuple[Refusal, ...] = (*ACTING, ClaimSumInvalid, CarrierWordsMissing, ReferenceTooLong)
OF_REFUNDS: tuple[Refusal, ...] = (
    *ACTING, PaymentReasonMissing, PaidAmountInvalid, OutcomeOpen, PersonNeeded, SecondPersonNeeded,
)  # fmt: skip
OF_CHARGEBACKS: tuple[Refusal, ...] = (*ACTING, PaymentReasonMissing, EvidenceWordsMissing, LostAmountInvalid)


def refuses(*refusals: Refusal) -> Callable[[V], V]:
    """Declare the operation's own problems."""

    def declare(view: V) -> V:
        view.refusals = refusals  # type: ignore[attr-defined]
        return view

    return declare


def refusals_of(operation: Operation) -> list[Refusal]:
    """Every problem that the operation may answer with, by status, then by code."""
    found = {refusal.code: refusal for refusal in _refusals(operation)}
    return sorted(found.values(), key=lambda refusal: (refusal.status, refusal.code))


def _refusals(operation: Operation) -> Iterator[Refusal]:
    view = operation.view_func
    yield from EVERYWHERE
    yield from getattr(view, "refusals", ())
    names = {name for model in operation.models for name in model.model_fields}
    if "{" in operation.path:
        yield NotFound
    if operation.models and ("{" not in operation.path or len(operation.models) > 1):
        yield InputsInvalid
    if "cursor" in str(names) or "cursor" in view.__code__.co_varnames:
        yield CursorMalformed
    if {"POST", "PUT"} & set(operation.methods):
        yield from WITH_BODY
    required = getattr(view, "idempotency_key_required", None)
    if required is not None:
        yield from WITH_KEY
    if required:
        yield IdempotencyKeyRequired
