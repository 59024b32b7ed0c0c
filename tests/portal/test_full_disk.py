"""The server's disk is full while a buyer sends a photo: a page that says so, no row, no file, the case as it was."""

import errno
import os
from pathlib import Path

import pytest
from django.conf import settings as current
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from huitou.cases.models import Evidence
from huitou.core.tenancy import in_shop
from tests.worlds import picture


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """This test's own files: others upload at the same time."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def fills_up(monkeypatch):
    """The disk takes the first file of two (the original) and half of the second one (what is shown)."""
    left = [1]

    def chunks(self, chunk_size=None):
        yield self.file.getvalue()[:10]
        left[0] -= 1
        if left[0] < 0:
            raise no_room()
        yield self.file.getvalue()[10:]

    monkeypatch.setattr(ContentFile, "chunks", chunks)
    return left


def no_room():
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def photo():
    return SimpleUploadedFile("cup.jpg", picture().getvalue(), "image/jpeg")


def kept(world):
    with in_shop(world.shop):
        return Evidence.objects.count(), sum(path.is_file() for path in Path(current.MEDIA_ROOT).rglob("*"))


def test_nothing_is_kept_of_a_photo_and_it_may_be_sent_again(world, sign_in, fills_up):
    order = world.order()
    case = world.apply(order, cups=1)
    page, client = f"/s/teahouse/cases/{case.ref}/", sign_in(order)
    apply = f"/s/teahouse/orders/{order.number}/apply/?step=why&i1=1&r=damaged"
    for address, sent in ((page + "add_evidence/", {}), (apply, {"do": "photo"})):
        fills_up[0] = 1
        answer = client.post(address, {**sent, "photo": photo()}, headers={"accept-language": "en"})
        assert answer.status_code == 507
        assert "There is no room for files on this server at the moment." in answer.content.decode()
        assert kept(world) == (0, 0)
    with in_shop(world.shop):
        after = type(case).objects.get(pk=case.pk)
    assert (after.state, after.chain_length, after.chain_head) == (case.state, case.chain_length, case.chain_head)
    fills_up[0] = 2
    assert client.post(page + "add_evidence/", {"photo": photo()}).status_code == 302
    assert kept(world) == (1, 2)


def test_a_form_that_could_not_be_laid_down_is_answered_by_a_page(world, sign_in, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    def new_file(self, *given, **more):
        raise no_room()

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", new_file)
    order = world.order()
    client = sign_in(order)
    client.raise_request_exception = False
    answer = client.post(f"/s/teahouse/orders/{order.number}/apply/?step=why&i1=1", {"do": "photo", "photo": photo()})
    assert answer.status_code == 507
    assert "nothing of this was kept" in answer.content.decode()
    assert kept(world) == (0, 0)
