"""One letter, two sides: exact plain text, safe and self-contained HTML, in three languages."""

import json
import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from huitou.core.contrast import AA, DARK_PAPER, PAPER, ratio
from huitou.notifications.blackening import set_aside, whole
from huitou.notifications.brand import Brand
from huitou.notifications.letters import Letter, LetterMalformed, LinkMalformed, Stop, one_line, plain
from huitou.notifications.models import Mail
from huitou.notifications.rendering import render, turning_line
from tests.notifications.letters import BRANDS, LETTERS, simple

GOLDENS = Path(__file__).parent / "goldens"
LANGUAGES = ["zh-hans", "zh-hant", "en"]
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ letter.subject }}{% now %}"


class Elements(HTMLParser):
    """Collects (tag, attributes) and the visible text of a document."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._hidden += tag in ("style", "title", "xml")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title", "xml")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


@pytest.mark.parametrize("locale", LANGUAGES)
def test_plain_text_is_exactly_this(locale):
    rendered = render(LETTERS[locale], brand=BRANDS[locale], locale=locale)
    assert rendered.text == (GOLDENS / f"{locale}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_line_of_a_mail_is_too_long_to_be_sent_as_it_is(locale):
    letter = replace(LETTERS[locale], bill=[*LETTERS[locale].bill] * 12)
    html = render(letter, brand=BRANDS[locale], locale=locale).html
    assert max(len(line.encode()) for line in html.splitlines()) <= 998
    assert not re.search(r">[^<]*\bstyle=", html)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_html_says_the_same_as_the_text(locale):
    letter = LETTERS[locale]
    seen = Elements(render(letter, brand=BRANDS[locale], locale=locale).html).text
    for text in [letter.greeting, letter.sentence, letter.why, letter.bill_title, BRANDS[locale].legal_name]:
        assert text in seen
    for row in [*letter.bill_lines, *letter.fact_rows]:
        assert row[0] in seen
        assert row[1] in seen
    for stop in letter.stops:
        assert stop.label in seen


@pytest.mark.parametrize(("locale", "tag"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")])
def test_html_names_its_language_and_the_right_faces(locale, tag):
    html = render(LETTERS[locale], brand=BRANDS[locale], locale=locale).html
    assert html.startswith(f'<!DOCTYPE html><html lang="{tag}"')
    assert ("PingFang SC" in html) == (locale == "zh-hans")
    assert ("PingFang TC" in html) == (locale == "zh-hant")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_html_loads_nothing_and_runs_nothing(locale):
    html = render(LETTERS[locale], brand=BRANDS[locale], locale=locale).html
    for tag, attributes in Elements(html).tags:
        assert tag not in {"script", "img", "iframe", "link", "object", "embed", "form", "base", "video"}
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "background")]
        if tag == "a":
            assert attributes["href"].startswith("https://shop.example/")
    assert "url(" not in html
    assert "@import" not in html
    assert set(re.findall(r"https?://([^/\"' <]+)", html)) <= {"shop.example", "www.w3.org"}


def test_no_template_tag_or_stand_in_is_left_in_a_mail():
    html = render(simple(), brand=BRANDS["en"], locale="en").html
    assert not re.search(r"\{\{|\{%|<!--@|xx-|#ac000", html)


def test_every_letter_has_one_heading_which_is_its_sentence_or_its_subject():
    for letter, said in ((simple(), simple().sentence), (replace(simple(), sentence=""), simple().subject)):
        for greeting in ("", "Hello Ada,"):
            html = render(replace(letter, greeting=greeting), brand=BRANDS["en"], locale="en").html
            [(heading,)] = [(one,) for one in re.findall(r"<h1[^>]*>(.*?)</h1>", html)]
            assert heading == said


def test_an_empty_part_leaves_no_trace():
    html = Elements(render(simple(), brand=Brand(name="A", accent="#0E7A5F"), locale="en").html)
    assert html.text.strip() == "AOne sentence.A"
    assert not [tag for tag, _ in html.tags if tag in ("a", "caption", "b")]


@pytest.mark.parametrize("name", [field.name for field in fields(Letter) if field.name != "markup"])
def test_foreign_text_is_escaped_in_every_field(name):
    hostile = {
        "paragraphs": [ATTACK],
        "stops": [Stop(ATTACK, "now")],
        "bill": [(ATTACK, ATTACK), (ATTACK, ATTACK, True)],
        "things": [(ATTACK, ATTACK)],
        "facts": [(ATTACK, ATTACK)],
        "secrets": [ATTACK],
        "button": (ATTACK, "https://shop.example/?a=1&b='x'{{y}}"),
        "second_link": (ATTACK, "https://shop.example/?a=1&b='x'"),
        "preferences_url": "https://shop.example/?a=1&b='x'",
        "unsubscribe_url": "https://shop.example/?a=1&b='x'",
    }
    letter = replace(simple(bill=[("a", "b")]), **{name: hostile.get(name, ATTACK)})
    rendered = render(letter, brand=BRANDS["en"], locale="en")
    document = Elements(rendered.html)
    assert not {"script", "img"} & {tag for tag, _ in document.tags}
    # These become an attribute or a header, or are not shown; every other field appears as it was written.
    if name not in ("subject", "secrets", "journey", "preferences_url", "unsubscribe_url"):
        assert ATTACK in document.text
        assert ATTACK in rendered.text or name in ("preheader", "stops")


def test_foreign_text_in_the_data_for_mail_programs_cannot_end_it():
    data = {"@type": "Order", "name": ATTACK, "more": [{"text": "</script><img src=x>\u2028<!--"}]}
    html = render(replace(simple(), markup=data), brand=BRANDS["en"], locale="en").html
    document = Elements(html)
    assert [tag for tag, _ in document.tags if tag in ("script", "img")] == ["script"]
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(found.group(1)) == data


def test_a_hostile_shop_is_escaped_too():
    brand = Brand(name=ATTACK, accent="#0E7A5F", legal_name=ATTACK, address=ATTACK, contact_email=ATTACK)
    document = Elements(render(LETTERS["en"], brand=brand, locale="en").html)
    assert not {"script", "img"} & {tag for tag, _ in document.tags}


@pytest.mark.parametrize("accent", ["#0E7A5F", "#E8B400", "#FFFFFF", "#000000", "#FF00AA", "#8A8A8A"])
def test_the_shop_colour_keeps_its_contrast_in_both_schemes(accent):
    html = render(LETTERS["en"], brand=Brand(name="A", accent=accent), locale="en").html
    button = re.search(r'<a href="[^"]+cases/R-7F3K-Q2MX/"[^>]*background: ?(#\w{6})[^>]*?[; ]color: ?(#\w{6})', html)
    assert button is not None
    assert ratio(button[1], button[2]) >= AA
    assert ratio(button[1], PAPER) >= AA
    dark = re.search(r"\.page \.button a \{ background: (#\w{6}) !important; color: (#\w{6})", html)
    assert dark is not None
    assert ratio(dark[1], dark[2]) >= AA
    assert ratio(dark[1], DARK_PAPER) >= AA


@pytest.mark.parametrize(
    "subject",
    [
        "Hi\nBcc: all@example.com",
        "Hi\r\nX: y",
        "Hi\rthere",
        "Hi\x00",
        "Hi\u2028there",
        "a\u202egpj.exe",
        "",
        " ",
        "x" * 301,
    ],
)
def test_a_subject_that_could_become_a_header_is_refused(subject):
    with pytest.raises(LetterMalformed) as refusal:
        Letter(subject=subject)
    assert refusal.value.code == "letter_malformed"
    assert str(refusal.value).endswith("its subject is empty, too long, or holds line breaks.")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "/relative/",
        "https://",
        "https://a b/",
        'https://a"b/',
        "ftp://a/",
        "http://[x",
    ],
)
def test_a_link_that_is_no_web_address_is_refused(url):
    with pytest.raises(LinkMalformed):
        simple(button=("Go", url))
    with pytest.raises(LinkMalformed):
        simple(preferences_url=url)


def test_foreign_text_is_made_fit_rather_than_refused_in_the_body():
    letter = simple(greeting="Hi\x00\x08 \u202eJane\r\n", bill=[("a\nb", "1\n2")], facts=[("c\td", "e\nf")])
    assert letter.greeting == "Hi   Jane"
    assert letter.bill_lines == [("a b", "1 2", False)]
    assert letter.fact_rows == [("c\td", "e\nf")]
    assert one_line(" 陶杯社\n\tBcc: x ") == "陶杯社 Bcc: x"
    assert one_line("abcdef", 4) == "abc…"
    assert plain("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_the_turning_line_goes_out_turns_and_comes_back():
    line = turning_line(LETTERS["en"].stops)
    assert line is not None
    assert [(p.label, p.progress, p.onward, p.share) for p in line.out] == [
        ("Paid", "done", "done", "50%"),
        ("Delivered", "done", "done", "50%"),
    ]
    assert [(p.label, p.progress, p.onward) for p in line.back] == [
        ("Refunded", "ahead", "ahead"),
        ("Sent back", "ahead", "ahead"),
        ("Shop decides", "now", "done"),
    ]
    assert line.turned


def test_a_parcel_that_needs_no_return_stays_a_straight_line():
    line = turning_line([Stop("Paid", "done"), Stop("On its way", "now"), Stop("Delivered", "ahead")])
    assert line is not None
    assert line.back == []
    assert not line.turned
    assert [point.onward for point in line.out] == ["done", "ahead", ""]
    assert turning_line([]) is None


@pytest.mark.parametrize("place", [0, 7])
def test_a_sender_who_types_the_signs_of_a_mark_neither_stops_the_mail_nor_gets_a_secret_into_it(place):
    """A buyer's name, a message, a shop's note: whatever stands in a letter."""
    typed = f"Ann \ue000{place}\ue001"
    mail = Mail(subject=typed, html=f"<p>{typed}</p> <a href='/s/#k3y'>", text=f"{typed} /s/#k3y")
    set_aside(mail, ["k3y"])
    sent = whole(mail)
    assert sent == (f"Ann {place}", f"<p>Ann {place}</p> <a href='/s/#k3y'>", f"Ann {place} /s/#k3y")
    assert "k3y" not in mail.html + mail.text
