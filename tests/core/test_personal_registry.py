"""The list of personal data is whole and can be acted upon."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from huitou.core import personal_registry
from huitou.core.models import Personal, Shop
from huitou.core.personal_erasure import emptied_values
from huitou.core.personal_export import exported_fields
from huitou.core.personal_registry import check_settings, gaps, holding, holdings, parts
from huitou.core.personal_words import FIELDS, length_words


def test_every_field_that_can_speak_is_declared_personal_or_plain():
    """Declare a new field in its area's `personal_data.py`: `hold(…)` what is about a customer, else `plain(…)`."""
    assert gaps() == []


def test_a_field_that_nobody_declared_is_found(monkeypatch):
    declared = {model: dict(fields) for model, fields in personal_registry._declared.items()}
    del declared[Shop]["domain"]
    declared[Shop]["fax"] = "plain"
    monkeypatch.setattr(personal_registry, "_declared", declared)
    assert gaps() == ["core.Shop.domain is not declared", "core.Shop.fax is declared and gone"]


@pytest.mark.parametrize("one", holdings(), ids=lambda one: one.code)
def test_what_is_held_can_be_emptied(one):
    """The application may change the table, and nothing in the database's own terms forbids the empty value."""
    assert not getattr(one.model, "append_only", False)
    values = emptied_values(one)
    for name in one.fields:
        field = one.model._meta.get_field(name)
        assert not (field.unique and values[name] is not None), f"{name} is unique"
        assert values[name] is not None or field.null
    if one.kept_for_law:
        assert one.keep.least_days > 0


def test_every_erasable_row_with_salt_is_held():
    from django.apps import apps

    held = {one.model for one in holdings()}
    assert {model for model in apps.get_models() if issubclass(model, Personal)} <= held


@pytest.mark.parametrize("part", [*(one for one in holdings() if one.exported), *parts()], ids=lambda one: one.code)
def test_every_exported_field_has_a_name_for_people(part):
    told = [] if getattr(part, "tell", None) else exported_fields(part)
    assert [name for name in told if name.replace("__", "_") not in FIELDS] == []


@pytest.mark.parametrize("one", [*holdings(), *parts()], ids=lambda one: one.code)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_what_the_privacy_page_says_is_translated(one, language):
    texts = [one.label] + ([one.purpose, one.keep.after] if hasattr(one, "keep") else [])
    with override("en"):
        english = [str(text) for text in texts]
    with override(language):
        assert [text for text, source in zip(map(str, texts), english, strict=True) if text == source] == []


def test_a_setting_that_breaks_a_law_or_names_nothing_is_refused(settings):
    settings.HUITOU_KEEP_DAYS = {"mail": 30}
    check_settings()
    assert holding("mail").keep_days() == 30
    settings.HUITOU_KEEP_DAYS = {"voucher": 30}
    with pytest.raises(ImproperlyConfigured, match="voucher must be kept for at least 1095 days"):
        check_settings()
    settings.HUITOU_KEEP_DAYS = {"mails": 30}
    with pytest.raises(ImproperlyConfigured, match="there is no 'mails'"):
        check_settings()


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 1095, "3 years"),
        ("en", 1, "1 day"),
        ("en", 400, "400 days"),
        ("zh-hans", 365, "1年"),
        ("zh-hant", 30, "30 天"),
    ],
)
def test_lengths_are_said_as_people_say_them(language, days, words):
    with override(language):
        assert length_words(days).replace(" ", "") == words.replace(" ", "")
