"""Chinese as it is set, whatever filled the placeholders of a sentence."""

import pytest
from django.utils.translation import override

from huitou.core.flow.texts import well_spaced
from huitou.notifications.letters import Letter


@pytest.mark.parametrize(
    ("filled", "set_"),
    [
        ("退 页面所示金额 还是 较小的金额", "退页面所示金额还是较小的金额"),
        ("需要补差价¥23.33。请在7 天内付给商家", "需要补差价 ¥23.33。请在 7 天内付给商家"),
        ("還需CN¥9.00元", "還需 CN¥9.00 元"),
        ("31小时", "31 小时"),
        ("你在Olist的验证码", "你在 Olist 的验证码"),
        ("请联系Müller商店，订单R-7Q2M已发出", "请联系 Müller 商店，订单 R-7Q2M 已发出"),
        ("退款R$10.00", "退款 R$10.00"),
        ("打开 https://example.com/茶a壶/1 后3天", "打开 https://example.com/茶a壶/1 后 3 天"),
        ("“Olist”的验证码", "“Olist”的验证码"),
        ("You have 2 hours, then ¥5.00 goes back", "You have 2 hours, then ¥5.00 goes back"),
    ],
)
def test_figures_stand_apart_and_han_together(filled, set_):
    assert well_spaced(filled) == set_
    assert well_spaced(set_) == set_


def test_what_a_letter_says_itself_is_set_apart_and_what_it_quotes_is_not():
    said = {"subject": "你在Olist的验证码", "sentence": "Olist已同意退款", "why": "你在Olist下过单"}
    with override("zh-hans"):
        letter = Letter(**said, facts=[("商品", "茶壶XL款")], paragraphs=["买家写道：茶壶XL款"])
    assert (letter.subject, letter.sentence, letter.why) == (
        "你在 Olist 的验证码",
        "Olist 已同意退款",
        "你在 Olist 下过单",
    )
    assert letter.fact_rows[0].value == "茶壶XL款"
    assert letter.paragraphs == ("买家写道：茶壶XL款",)
    with override("en"):
        assert Letter(subject="Your code at 茶Tea").subject == "Your code at 茶Tea"
