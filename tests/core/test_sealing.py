"""Secrets that lie somewhere for a moment: sealed, opened by this installation's keys and by no others."""

import pytest

from huitou.core.sealing import SealBroken, seal, unseal


def test_what_is_sealed_cannot_be_read_and_comes_back_whole():
    sealed = seal("482913 验证码")
    assert "482913" not in sealed
    assert unseal(sealed) == "482913 验证码"
    assert seal("482913") != seal("482913")


def test_a_changed_or_foreign_seal_is_refused(settings):
    sealed = seal("482913")
    with pytest.raises(SealBroken):
        unseal(sealed[:-6] + "AAAAA=")
    settings.SECRET_KEY = "another"
    with pytest.raises(SealBroken) as refused:
        unseal(sealed)
    assert "Put the old key back" in refused.value.text


def test_an_older_key_still_opens_what_it_sealed(settings):
    sealed = seal("482913")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert unseal(sealed) == "482913"
