"""What looks like a sum but is none is refused at the door, whatever Python would make of it."""

import pytest
from pydantic import ValidationError

from huitou.api.schemas.orders import PaymentIn
from huitou.core.actions import form_of
from huitou.core.money import CurrencyUnknown, exponent

PAID = {"external_id": "p", "method": "card", "paid_at": "2026-11-01T10:00:00Z"}


@pytest.mark.parametrize("sum_", ["39", "39.00", True, 39.0, 0.5, [39], {}])
def test_a_sum_is_a_whole_number_and_nothing_that_resembles_one(sum_) -> None:
    for model, rest, field in (
        (form_of("refund", "succeed"), {"reason": "x"}, "paid_minor"), (PaymentIn, PAID, "captured_minor")
    ):  # fmt: skip
        assert getattr(model(**rest, **{field: 39}), field) == 39
        with pytest.raises(ValidationError) as refused:
            model(**rest, **{field: sum_})
        assert [(one["loc"], one["type"]) for one in refused.value.errors()] == [((field,), "int_type")]
    assert form_of("refund", "succeed")(reason="x", paid_minor=None).paid_minor is None


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "XDR", "ZZZ", "cny", ""])
def test_nobody_pays_in_metal_in_tests_or_in_nothing(code) -> None:
    with pytest.raises(CurrencyUnknown):
        exponent(code)
    assert (exponent("XOF"), exponent("XCD"), exponent("KWD")) == (0, 2, 3)
