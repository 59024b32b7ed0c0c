"""What looks like a sum but is none is refused at the door, whatever Python would make of it."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from huitou.api.app import api
from huitou.api.schemas.orders import PaymentIn
from huitou.core.actions import form_of
from huitou.core.flow import machines
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


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """Every model in the annotation, and those in their fields."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(kind):
        yield from models_in(part)


def inputs() -> set[type[BaseModel]]:
    """What comes in by the API: bodies, and the forms of the actions, with all that stands within them."""
    operations = [one for _, router in api._routers for view in router.path_operations.values()
                  for one in view.operations]  # fmt: skip
    forms = {form_of(name, step.action) for name, table in machines().items() for step in table.steps
             if step.who in ("buyer", "merchant", "platform")}  # fmt: skip
    known = [*forms, *(model for one in operations for model in one.models)]
    return {model for one in known for model in models_in(one)}


def test_so_is_every_sum_that_comes_in_by_the_api_however_deep_it_stands() -> None:
    sums = {(model, field) for model in inputs() for field in model.model_fields if field.endswith("_minor")}
    assert {"WishedLine", "QuoteLine", "InstantRulesIn", "ChangeIn"} <= {model.__name__ for model, _field in sums}
    for model, field in sums:
        for wrong in ("39", True):
            with pytest.raises(ValidationError) as refused:
                model(**{field: wrong})
            assert ((field,), "int_type") in [(one["loc"], one["type"]) for one in refused.value.errors()], model


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "XDR", "ZZZ", "cny", ""])
def test_nobody_pays_in_metal_in_tests_or_in_nothing(code) -> None:
    with pytest.raises(CurrencyUnknown):
        exponent(code)
    assert (exponent("XOF"), exponent("XCD"), exponent("KWD")) == (0, 2, 3)
