"""Every text in three languages, with its placeholders; and the tools that see to it, on an area of the test's own."""

import pytest
from babel.messages.pofile import read_po

from huitou.config import translations
from huitou.config.template_texts import texts


@pytest.mark.parametrize("area", translations.areas())
def test_every_text_of_the_area_is_translated(area):
    assert [str(problem) for problem in translations.problems(area)] == []


def test_no_two_areas_translate_the_same_text_differently():
    assert [str(problem) for problem in translations.contradictions()] == []


# One form of address per language (docs/glossary.md): plain in zh-Hans as on phones there, polite in Taiwan.
OTHER_ADDRESS = {"zh_Hans": "您妳", "zh_Hant": "你妳"}


def addressed_otherwise(area, language):
    """The texts of one catalogue that speak to the reader in another form than the language's own."""
    with open(translations.po_path(area, language), encoding="utf-8") as file:
        return [
            text
            for message in read_po(file)
            for text in ((message.string,) if isinstance(message.string, str) else message.string)
            if set(text) & set(OTHER_ADDRESS[language])
        ]


@pytest.mark.parametrize("language", OTHER_ADDRESS)
@pytest.mark.parametrize(
    "area", [area for area in translations.areas() if translations.po_path(area, "zh_Hans").exists()]
)
def test_a_reader_is_addressed_in_one_form(area, language):
    assert addressed_otherwise(area, language) == []


def test_another_form_of_address_is_found(area):
    translations.sync("stall")
    translate(area, "zh_Hant", Welcome="歡迎你")
    translate(area, "zh_Hans", Welcome="欢迎你")
    assert addressed_otherwise("stall", "zh_Hant") == ["歡迎你"]
    assert addressed_otherwise("stall", "zh_Hans") == []


@pytest.fixture
def area(tmp_path, monkeypatch):
    """A source tree with one area, `stall`, that has a module and a template."""
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    stall = tmp_path / "stall"
    (stall / "templates" / "stall").mkdir(parents=True)
    (stall / "__init__.py").write_text("")
    (stall / "words.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        "def say(name, n):\n"
        "    _('Good morning, %(name)s.') % {'name': name}\n"
        "    pgettext('a cup', 'broken')\n"
        "    return ngettext('%(n)s cup', '%(n)s cups', n) % {'n': n}\n"
    )
    (stall / "templates" / "stall" / "page.html").write_text(
        "{% load i18n %}<p>{% translate 'Welcome' %}</p>{% include 'x' with label=_(\"Send\") %}"
    )
    return stall


def translate(area, language, **words):
    path = translations.po_path("stall", language)
    text = path.read_text(encoding="utf-8")
    for msgid, msgstr in words.items():
        text = text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{msgstr}"')
    path.write_text(text, encoding="utf-8")


def test_sync_gathers_python_and_templates_and_check_names_what_is_missing(area):
    translations.sync("stall")
    missing = {(problem.language, problem.text) for problem in translations.problems("stall")}
    wanted = {"Good morning, %(name)s.", "broken", "%(n)s cup", "Welcome", "Send"}
    assert missing == {(language, text) for language in ("zh_Hans", "zh_Hant") for text in wanted}


def test_sync_keeps_translations_drops_what_nobody_uses_and_changes_nothing_the_second_time(area):
    translations.sync("stall")
    translate(area, "zh_Hans", Welcome="欢迎")
    (area / "words.py").write_text("")
    translations.sync("stall")
    path = translations.po_path("stall", "zh_Hans")
    once = path.read_text(encoding="utf-8")
    translations.sync("stall")
    assert path.read_text(encoding="utf-8") == once
    assert 'msgid "Welcome"\nmsgstr "欢迎"' in once
    assert "Good morning" not in once
    assert "POT-Creation-Date" not in once


def test_a_lost_placeholder_is_a_problem(area):
    translations.sync("stall")
    translate(area, "zh_Hans", **{"Good morning, %(name)s.": "早上好。"})
    kinds = {problem.text: problem.kind for problem in translations.problems("stall") if problem.language == "zh_Hans"}
    assert kinds["Good morning, %(name)s."] == "other placeholders than %(name)s"


def test_a_fuzzy_translation_is_a_problem(area):
    translations.sync("stall")
    translate(area, "zh_Hans", Welcome="欢迎")
    path = translations.po_path("stall", "zh_Hans")
    path.write_text(path.read_text().replace('msgid "Welcome"', '#, fuzzy\nmsgid "Welcome"'))
    kinds = {problem.text: problem.kind for problem in translations.problems("stall") if problem.language == "zh_Hans"}
    assert kinds["Welcome"] == "fuzzy"


def test_only_changed_catalogues_are_compiled_and_django_finds_their_words(area):
    import gettext

    translations.sync("stall")
    translate(area, "zh_Hans", Welcome="欢迎")
    assert translations.compile_stale() == 2
    assert translations.compile_stale() == 0
    with open(translations.po_path("stall", "zh_Hans").with_suffix(".mo"), "rb") as file:
        assert gettext.GNUTranslations(file).gettext("Welcome") == "欢迎"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% translate 'a' %}", (None, "a", None)),
        ('{% trans "100%" context "sum" as total %}', ("sum", "100%%", None)),
        ("{% translate variable %}", None),
        ("{{ _('b')|upper }}", (None, "b", None)),
        ("{% blocktranslate %}Pay {{ sum }} now{% endblocktranslate %}", (None, "Pay %(sum)s now", None)),
        ("{% blocktranslate trimmed %}\n  one\n  two\n{% endblocktranslate %}", (None, "one two", None)),
        (
            "{% blocktranslate count n=cups %}one cup{% plural %}{{ n }} cups{% endblocktranslate %}",
            (None, "one cup", "%(n)s cups"),
        ),
        ("{# translate 'c' #}<p>{% url 'd' %}</p>", None),
    ],
)
def test_templates_give_exactly_the_texts_that_django_looks_up(source, found):
    assert list(texts(source)) == ([found] if found else [])
