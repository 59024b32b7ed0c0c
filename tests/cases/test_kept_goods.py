"""A return that its buyer cancels ends the case as a wish taken back, not as goods that were never handed over."""

import pytest
from django.utils.translation import override

from huitou.cases.standing import case_journey
from huitou.cases.telling import tell
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import cancel
from huitou.notifications.models import Mail


@pytest.fixture
def kept(world):
    """The buyer of an agreed return keeps the goods."""
    order = world.order()
    case = world.refreshed(world.apply(order, cups=2))
    cancel(goods_return=case.goods_return, actor=world.buyer(order), at=world.now)
    run_pending()
    return world.refreshed(case)


def test_it_ends_as_taken_back_and_the_pieces_are_free(world, kept):
    assert (kept.state, kept.goods_return.state) == ("withdrawn", "cancelled")
    assert kept.closed_at is not None
    with in_shop(world.shop):
        order = type(kept).objects.select_related("order").get(pk=kept.pk).order
    assert world.line(order, "cup").available == 3


@pytest.mark.parametrize(
    ("locale", "sentence", "told"),
    [
        (
            "en",
            "You took this back. While the time limit lasts, you can apply again from the order.",
            "The goods are kept, so the request was taken back.",
        ),
        ("zh-hans", "你已撤销申请。时限内还可以在订单里重新申请。", "商品不退了，申请随之撤销。"),
        ("zh-hant", "您已撤回申請。期限內仍可從訂單重新申請。", "商品不退回了，申請隨之撤回。"),
    ],
)
def test_every_reader_is_told_so(world, kept, locale, sentence, told):
    with in_shop(world.shop), override(locale):
        [event] = Event.objects.filter(subject_id=kept.pk, kind="cases.case.withdrawn")
        said = say_state(kept, Role.BUYER, world.shop, world.now)
        assert tell(event, Role.BUYER, shop=world.shop) == told
        assert tell(event, Role.MERCHANT, shop=world.shop) == told
        line = case_journey(kept)
    assert said == sentence
    assert line.out[-1].label == {"en": "Taken back", "zh-hans": "已撤销", "zh-hant": "已撤銷"}[locale]


def test_the_shop_is_told_that_it_was_taken_back(world, kept):
    with in_shop(world.shop):
        subjects = set(Mail.objects.filter(to_email="manager@teahouse.example.com").values_list("subject", flat=True))
    assert any(kept.ref in subject and "aken back" in subject for subject in subjects), subjects
