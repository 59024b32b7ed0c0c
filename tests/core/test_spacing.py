"""Chinese as it is set, whatever filled the placeholders of a sentence."""

import pytest

from huitou.core.flow.texts import well_spaced


@pytest.mark.parametrize(
    ("filled", "set_"),
    [
        ("退 页面所示金额 还是 较小的金额", "退页面所示金额还是较小的金额"),
        ("需要补差价¥23.33。请在7 天内付给商家", "需要补差价 ¥23.33。请在 7 天内付给商家"),
        ("還需CN¥9.00元", "還需 CN¥9.00 元"),
        ("31小时", "31 小时"),
        ("You have 2 hours, then ¥5.00 goes back", "You have 2 hours, then ¥5.00 goes back"),
    ],
)
def test_figures_stand_apart_and_han_together(filled, set_):
    assert well_spaced(filled) == set_
    assert well_spaced(set_) == set_
