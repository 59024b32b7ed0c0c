"""A shop's brand: any picture becomes a small clean one, anything else is refused, and colours stay readable."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from huitou.accounts.access import staff_actor
from huitou.accounts.verbs import edit_brand, edit_shop
from huitou.accounts.verbs.edit_shop import readable_accents
from huitou.accounts.verbs.open_shop import ShopNameMissing
from huitou.core.contrast import PAPER, ColourMalformed, ratio
from huitou.core.errors import Forbidden
from huitou.core.images import NoPicture, PictureTooLarge
from huitou.core.models import Shop


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 600), **more) -> bytes:
    out = BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, "#0E7A5F").save(out, kind, **more)
    return out.getvalue()


def test_a_logo_is_kept_small_without_anything_but_pixels(shop, hire, at):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    dirty = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    kept = edit_brand(actor=staff_actor(hire(shop, "owner"), shop), at=at, logo=dirty).logo
    with default_storage.open(kept.name) as file:
        data = file.read()
    assert kept.name.endswith(".webp")
    assert b"script" not in data
    assert b"taken at home" not in data
    with Image.open(BytesIO(data)) as made:
        assert (made.format, made.size) == ("WEBP", (640, 427))


def test_a_bomb_is_refused_before_it_is_decoded(shop, hire, at):
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(PictureTooLarge):
        edit_brand(actor=staff_actor(hire(shop, "owner"), shop), at=at, logo=bomb.getvalue())
    assert not Shop.objects.get().logo


def test_a_new_logo_replaces_the_old_file(shop, hire, at):
    owner = staff_actor(hire(shop, "owner"), shop)
    first = edit_brand(actor=owner, at=at, accent="#B0413E", logo=picture()).logo.name
    second = edit_brand(actor=owner, at=at, logo=picture("JPEG")).logo.name

    stored = Shop.objects.get()
    assert (stored.accent, stored.logo.name) == ("#B0413E", second)
    assert not default_storage.exists(first)
    assert default_storage.exists(second)
    edit_brand(actor=owner, at=at, remove_logo=True)
    assert not Shop.objects.get().logo
    assert not default_storage.exists(second)


def test_a_bad_logo_or_colour_changes_nothing(shop, hire, at):
    owner = staff_actor(hire(shop, "owner"), shop)
    kept = edit_brand(actor=owner, at=at, logo=picture()).logo.name
    with pytest.raises(NoPicture):
        edit_brand(actor=owner, at=at, accent="#000000", logo=b"no")
    with pytest.raises(ColourMalformed):
        edit_brand(actor=owner, at=at, accent="#00000g", logo=picture())
    stored = Shop.objects.get()
    assert (stored.accent, stored.logo.name) == ("#0E7A5F", kept)
    assert default_storage.exists(kept)


def test_who_may_not_edit_settings_changes_nothing(shop, hire, at):
    agent = staff_actor(hire(shop, "agent"), shop)
    with pytest.raises(Forbidden):
        edit_brand(actor=agent, at=at, accent="#000000")
    with pytest.raises(Forbidden):
        edit_shop(actor=agent, at=at, name="X", locale="en")
    assert Shop.objects.get().accent == "#0E7A5F"


def test_a_pale_colour_is_made_readable():
    light, dark = readable_accents("#FFE08A")
    assert ratio(light, PAPER) >= 4.5
    assert readable_accents("#0E7A5F")[0] == "#0E7A5F"
    assert dark != light


def test_the_facts_of_a_shop_are_changed_whole_or_not(shop, hire, at):
    owner = staff_actor(hire(shop, "owner"), shop)
    edit_shop(actor=owner, at=at, name="茶", locale="zh-hant", contact_email="Help@Example.com", address="台北")
    stored = Shop.objects.get()
    assert (stored.name, stored.locale, stored.contact_email) == ("茶", "zh-hant", "help@example.com")
    with pytest.raises(ShopNameMissing):
        edit_shop(actor=owner, at=at, name=" ", locale="en")
    assert Shop.objects.get().name == "茶"
