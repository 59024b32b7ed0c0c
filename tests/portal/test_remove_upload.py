"""A file that was uploaded for an application can be taken back before it is sent; afterwards it is proof and stays."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from huitou.cases.models import Evidence
from huitou.cases.verbs import discard_upload
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from tests.worlds import picture


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """This test's own files: others upload at the same time."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def order(world):
    return world.order()


def path(order):
    return f"/s/teahouse/orders/{order.number}/apply/?step=why&i1=1&r=damaged"


def uploads(world):
    with in_shop(world.shop):
        return list(Evidence.objects.order_by("at", "pk"))


def stored_files():
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    return {file for file in folder.rglob("*") if file.is_file()} if folder.exists() else set()


def test_one_of_several_photos_is_taken_back(world, order, sign_in):
    client, before = sign_in(order), stored_files()
    files = [SimpleUploadedFile(f"cup{n}.jpg", picture(40 + n).read(), "image/jpeg") for n in range(2)]
    assert client.post(path(order), {"do": "photo", "photo": files}).status_code == 302
    first, second = uploads(world)
    page = client.get(path(order)).content.decode()
    assert page.count('name="do" value="remove"') == 2
    gone = client.post(path(order), {"do": "remove", "file": str(first.pk)})
    assert (gone.status_code, gone["Location"].endswith("#photos")) == (302, True)
    assert [row.pk for row in uploads(world)] == [second.pk]
    assert len(stored_files() - before) == 2  # the original and the shown copy of the one that stayed
    assert str(first.pk) not in client.get(path(order)).content.decode()


@pytest.mark.parametrize("file", ["", "nonsense", "01920000-0000-7000-8000-000000000001"])
def test_what_is_not_there_is_no_error(world, order, sign_in, file):
    world.photo(order)
    assert sign_in(order).post(path(order), {"do": "remove", "file": file}).status_code == 302
    assert len(uploads(world)) == 1


def test_nobody_takes_back_somebody_elses_and_nothing_of_a_case(world, order):
    other = world.order(customer="else", email="else@example.com")
    waiting = world.photo(order)
    world.apply(other, cups=1, reason="damaged", photo=True)
    sent = next(row.pk for row in uploads(world) if row.case_id is not None)
    for evidence, actor in ((waiting, world.buyer(other)), (sent, world.buyer(other)), (waiting, world.agent)):
        with pytest.raises(NotFound):
            discard_upload(evidence=evidence, actor=actor, at=world.now)
    assert len(uploads(world)) == 2
