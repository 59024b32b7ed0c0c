"""Photos and videos on the pages: given in one tap, shown in parts, downloaded as a whole, by who may."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.cases.bundle.signing import public_key
from huitou.cases.bundle.verify import check_bundle
from huitou.cases.models import Evidence
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from tests.desk.conftest import client_of
from tests.evidence.conftest import located_photo
from tests.evidence.videos import PLACE, mp4

HOME = "/s/teahouse/"


@pytest.fixture
def buyer(world, case):
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=case.customer_id, at=world.now)
    client = Client()
    client.cookies[SESSION] = session
    return client


@pytest.fixture
def agent(world):
    world.hire("agent")
    return client_of(world.staff["agent"])


@pytest.fixture
def video(world, case):
    with in_shop(world.shop):
        return Evidence.objects.get(case=case, kind="video")


def body_of(answer):
    return b"".join(answer.streaming_content)


def test_a_video_is_sent_whole_and_harmless(buyer, video):
    answer = buyer.get(f"{HOME}photos/{video.pk}/")
    whole = body_of(answer)
    assert (answer.status_code, len(whole)) == (200, video.size_bytes)
    assert PLACE not in whole
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Length"] == str(video.size_bytes)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "range_", "slice_"),
    [
        ("bytes=0-1", 206, "bytes 0-1/{size}", slice(0, 2)),
        ("bytes=100-", 206, "bytes 100-{last}/{size}", slice(100, None)),
        ("bytes=-20", 206, "bytes {tail}-{last}/{size}", slice(-20, None)),
        ("bytes=0-99999999", 206, "bytes 0-{last}/{size}", slice(0, None)),
        ("bytes=99999999-", 416, "bytes */{size}", None),
        ("bytes=-0", 416, "bytes */{size}", None),
        ("bytes=5-2", 200, None, slice(0, None)),
        ("bytes=0-1,5-6", 200, None, slice(0, None)),
        ("lines=1-2", 200, None, slice(0, None)),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(buyer, video, asked, status, range_, slice_):
    path, size = f"{HOME}photos/{video.pk}/", video.size_bytes
    whole = body_of(buyer.get(path))
    answer = buyer.get(path, headers={"Range": asked})
    assert answer.status_code == status
    told = answer.headers.get("Content-Range")
    assert told == (range_ and range_.format(size=size, last=size - 1, tail=size - 20))
    if slice_ is not None:
        assert body_of(answer) == whole[slice_]


def test_a_known_copy_is_not_sent_again(buyer, video):
    path = f"{HOME}photos/{video.pk}/"
    tag = buyer.get(path)["ETag"]
    assert buyer.get(path, headers={"If-None-Match": tag}).status_code == 304
    changed = buyer.get(path, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert changed.status_code == 200


def test_the_buyer_adds_a_video_from_the_cases_page(world, case, buyer):
    page = f"{HOME}cases/{case.ref}/"
    shown = buyer.get(page).content.decode()
    assert 'capture="environment"' in shown
    assert 'accept="video/mp4,video/quicktime,video/webm"' in shown
    file = SimpleUploadedFile("mine.mov", mp4(b"qt  "), "application/octet-stream")
    answer = buyer.post(f"{page}add_evidence/", {"photo": file, "kind": "video"})
    assert answer.status_code == 302
    with in_shop(world.shop):
        kept = Evidence.objects.filter(case=case, role="buyer").latest("at", "pk")
    assert (kept.kind, kept.media_type, kept.name) == ("video", "video/quicktime", "mine.mov")
    assert f"photos/{kept.pk}/" in buyer.get(page).content.decode()


def test_what_cannot_be_read_is_said_on_the_page(case, buyer):
    file = SimpleUploadedFile("mine.mp4", mp4()[:-7], "video/mp4")
    answer = buyer.post(f"{HOME}cases/{case.ref}/add_evidence/", {"photo": file, "kind": "video"},
                        headers={"Accept-Language": "en"})  # fmt: skip
    assert answer.status_code == 422
    assert "not a video that we can read" in answer.content.decode()


def test_the_shop_says_what_its_photo_shows(world, case, agent):
    file = SimpleUploadedFile("box.jpg", located_photo().read(), "image/jpeg")
    answer = agent.post(f"/desk/teahouse/cases/{case.ref}/proof/", {"photo": file, "kind": "photo_parcel"})
    assert answer.status_code == 302
    with in_shop(world.shop):
        kept = Evidence.objects.filter(case=case, role="merchant").latest("at", "pk")
    assert kept.kind == "photo_parcel"
    page = agent.get(f"/desk/teahouse/cases/{case.ref}/").content.decode()
    assert f"photos/{kept.pk}/" in page
    assert "<video" in page


def test_the_application_asks_for_what_the_rule_asks_for(world, buyer, case):
    with in_shop(world.shop):
        number = case.order.number
    step = f"{HOME}orders/{number}/apply/?i1=1&r=missing_item&step=why"
    page = buyer.get(step, headers={"Accept-Language": "en"}).content.decode()
    assert 'value="photo_parcel"' in page
    assert "Everything that was in the parcel, laid out side by side, with the box." in page
    file = SimpleUploadedFile("box.jpg", located_photo().read(), "image/jpeg")
    assert buyer.post(step, {"do": "photo", "kind": "photo_parcel", "photo": file}).status_code == 302
    onward = buyer.get(step.replace("step=why", "step=how"), headers={"Accept-Language": "en"}).content.decode()
    assert "How do you want it solved?" in onward


@pytest.mark.parametrize("side", ["buyer", "agent"])
def test_each_side_downloads_its_own_copy(request, world, case, side, tmp_path):
    client = request.getfixturevalue(side)
    path = f"{HOME}cases/{case.ref}/bundle.zip" if side == "buyer" else f"/desk/teahouse/cases/{case.ref}/bundle.zip"
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{case.ref}-')
    saved = tmp_path / "mine.zip"
    saved.write_bytes(body_of(answer))
    assert check_bundle(saved, key=public_key()).intact
    names = zipfile.ZipFile(BytesIO(saved.read_bytes())).namelist()
    role = "buyer" if side == "buyer" else "merchant"
    assert {name.split("-")[1] for name in names if name.startswith("originals/")} == {role}


def test_who_only_reads_takes_nothing_along(world, case):
    world.hire("readonly")
    client = client_of(world.staff["readonly"])
    assert client.get(f"/desk/teahouse/cases/{case.ref}/").status_code == 200
    assert client.get(f"/desk/teahouse/cases/{case.ref}/bundle.zip").status_code == 403


def test_the_key_is_published():
    answer = Client().get("/.well-known/huitou-evidence-key.json")
    assert answer.json() == {"algorithm": "ed25519", "public_key": public_key(), "purpose": "huitou-evidence"}
