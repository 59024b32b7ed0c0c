"""Addresses made fit for an envelope, or refused; languages that a reader gets."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from huitou.notifications.addresses import AddressMalformed, checked, with_name
from huitou.notifications.languages import supported


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("jane@example.com", "jane@example.com"),
        ("  Jane.Doe+x@EXAMPLE.Com ", "Jane.Doe+x@example.com"),
        ("lin@例子.测试", "lin@xn--fsqu00a.xn--0zwm56d"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("buyer@localhost", "buyer@localhost"),
    ],
)
def test_an_address_is_normalised(given, kept):
    assert checked(given) == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c.example",
        "a@-bad.example",
        "a\nBcc: x@example.com",
        "a@example.com\r\nBcc: x@example.com",
        "a\x00@example.com",
        "a\u200b@example.com",
        "<a@example.com>",
        "a@example.com,b@example.com",
        "x" * 65 + "@example.com",
        "a@" + "b" * 64 + ".example",
        "a@" + ".".join(["b" * 60] * 5) + ".example",
        "林@example.com",
        "a@xn--a\u0301\u0301.例",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(AddressMalformed) as refusal:
        checked(address)
    assert refusal.value.code == "mail_address_malformed"
    assert refusal.value.status == 422


@pytest.mark.parametrize("name", ["林, “小” <x@example.com>", 'Jane "J" Doe', "a\r\nBcc: x@example.com", "x" * 300])
def test_a_name_never_leaves_its_place_in_the_header(name):
    header = with_name(name, "jane@example.com")
    assert "\n" not in header
    assert "\r" not in header
    shown, address = parseaddr(header)
    assert address == "jane@example.com"
    assert str(make_header(decode_header(shown)))[:10] == " ".join(name.split())[:10]


@pytest.mark.parametrize(
    ("locale", "fallback", "language"),
    [
        ("zh-CN", "en", "zh-hans"),
        ("zh_TW", "en", "zh-hant"),
        ("zh-HK", "en", "zh-hant"),
        ("zh-Hans-HK", "en", "zh-hans"),
        ("zh", "en", "zh-hans"),
        ("EN_gb", "zh-hans", "en"),
        ("pt-BR", "zh-hant", "zh-hant"),
        ("", "de", "en"),
    ],
)
def test_every_language_tag_becomes_one_that_we_write(locale, fallback, language):
    assert supported(locale, fallback) == language
