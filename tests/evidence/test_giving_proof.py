"""Photos and videos in a case: kept unaltered, shown without their metadata, told in the chain."""

import hashlib
from io import BytesIO

import pytest

from huitou.cases.models import Evidence
from huitou.cases.verbs import add_evidence, open_case, upload_evidence
from huitou.cases.verbs.evidence import TooManyFiles
from huitou.cases.verbs.open_case import EvidenceMissing
from huitou.core.errors import Forbidden, NotFound
from huitou.core.images import NoPicture
from huitou.core.models import Event
from huitou.core.personal import salted_digest
from huitou.core.tenancy import in_shop
from huitou.core.videos import NoVideo
from tests.evidence.conftest import located_photo
from tests.evidence.videos import PICTURES, PLACE, mp4


@pytest.fixture
def asked(world):
    return world.apply(world.order(), cups=1, reason="damaged", photo=True)


def add(world, case, file, **more):
    return add_evidence(case=case, file=file, actor=world.agent, at=world.now, **more)


def test_a_video_is_kept_as_it_came_and_shown_without_its_place(world, asked):
    sent = mp4()
    kept = add(world, asked, BytesIO(sent), name="cup.mp4")
    with kept.original.open("rb") as original, kept.shown.open("rb") as shown:
        assert original.read() == sent
        copy = shown.read()
    assert PLACE not in copy
    assert PICTURES in copy
    assert (kept.kind, kept.media_type, kept.shown_type) == ("video", "video/mp4", "video/mp4")
    assert kept.sha256 == hashlib.sha256(sent).hexdigest()
    assert kept.shown_sha256 == hashlib.sha256(copy).hexdigest()
    assert kept.original.name.endswith(".bin")


def test_the_chain_tells_both_digests_and_the_kind(world, asked):
    kept = add(world, asked, located_photo(), kind="photo_label")
    with in_shop(world.shop):
        event = Event.objects.get(kind="cases.evidence.added")
    assert event.facts == {
        "evidence": str(kept.pk),
        "kind": "photo_label",
        "salted_sha256": salted_digest(kept, kept.sha256),
        "salted_shown_sha256": salted_digest(kept, kept.shown_sha256),
    }


@pytest.mark.parametrize(
    ("file", "kind", "expected"),
    [
        (located_photo, "serial_number", "serial_number"),
        (located_photo, "video", "photo"),
        (located_photo, "description", "photo"),
        (located_photo, "", "photo"),
        (lambda: BytesIO(mp4()), "photo_label", "video"),
    ],
)
def test_the_sender_says_what_it_shows_and_the_bytes_what_it_is(world, asked, file, kind, expected):
    assert add(world, asked, file(), kind=kind).kind == expected


@pytest.mark.parametrize(
    ("file", "error"), [(BytesIO(mp4()[:-9]), NoVideo), (BytesIO(b"<svg/>"), NoPicture), (BytesIO(b""), NoPicture)]
)
def test_a_refused_file_leaves_nothing_behind(world, asked, media, file, error):
    before = sorted(media.rglob("*.*"))
    with pytest.raises(error):
        add(world, asked, file)
    assert sorted(media.rglob("*.*")) == before


def test_a_file_beyond_the_limit_leaves_nothing_behind(world, asked, media):
    with in_shop(world.shop):
        Evidence.objects.bulk_create(
            Evidence(shop=world.shop, case=asked, order=asked.order, role="merchant", author_id="x", sha256=f"{n}",
                     size_bytes=1, at=world.now, media_type="image/jpeg")
            for n in range(12)
        )  # fmt: skip
    before = sorted(media.rglob("*.*"))
    with pytest.raises(TooManyFiles):
        add(world, asked, BytesIO(mp4()))
    assert sorted(media.rglob("*.*")) == before


def test_who_may_not_see_the_case_adds_nothing(world, worlds, asked, media):
    before = sorted(media.rglob("*.*"))
    stranger = world.buyer(world.order(customer="another", email="another@example.com"))
    for actor, error in ((stranger, NotFound), (worlds("other").agent, NotFound), (world.hire("readonly"), Forbidden)):
        with pytest.raises(error):
            add_evidence(case=asked.ref, file=located_photo(), actor=actor, at=world.now)
    assert sorted(media.rglob("*.*")) == before


def test_a_rule_that_asks_for_the_parcel_is_not_met_by_the_goods(world):
    order = world.order()
    wish = {"order": order.pk, "kind": "refund_only", "lines": world.wish(order, cups=1, reason="missing_item")}
    buyer = world.buyer(order)

    def proof(kind):
        return upload_evidence(order=order.pk, file=located_photo(), kind=kind, actor=buyer, at=world.now).pk

    with pytest.raises(EvidenceMissing):
        open_case(**wish, evidence=[proof("photo")], note="少了一个。", actor=buyer, at=world.now)
    assert open_case(**wish, evidence=[proof("photo_parcel")], note="少了一个。", actor=buyer, at=world.now).allowed
