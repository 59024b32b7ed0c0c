"""Videos from outside: what is one, and that the copy that others see says nothing of where it was taken."""

from io import BytesIO

import pytest

from huitou.core.videos import CopiedWithout, Hashing, NoVideo, VideoTooLarge, looks_like_video, read_video
from huitou.core.videos.patches import Patch
from tests.evidence.videos import MEASURED, PICTURES, PLACE, box, mp4, webm


def shown(sent: bytes, chunk: int = 7) -> bytes:
    """The shown copy, read in small pieces."""
    copy = read_video(BytesIO(sent)).shown
    return b"".join(iter(lambda: copy.read(chunk), b""))


@pytest.mark.parametrize("sent", [mp4(), mp4(b"qt  "), mp4(b"3gp4"), webm(), webm(live=True)])
def test_the_copy_keeps_the_pictures_and_loses_the_place(sent):
    assert PLACE in sent
    copy = shown(sent)
    assert len(copy) == len(sent)
    assert PLACE not in copy
    assert MEASURED not in copy
    assert PICTURES in copy


def test_what_is_neither_picture_nor_sound_becomes_an_empty_box():
    copy = shown(mp4())
    for gone in (b"udta", b"\xa9xyz", b"loci", b"meta", b"ilst", b"uuid", b"location"):
        assert gone not in copy
    assert copy.count(b"trak") == 2
    assert read_video(BytesIO(copy)).media_type == "video/mp4"


def test_the_copy_of_a_recording_is_still_a_recording():
    assert shown(shown(webm())) == shown(webm())


@pytest.mark.parametrize(
    ("sent", "media_type"), [(mp4(), "video/mp4"), (mp4(b"qt  "), "video/quicktime"), (webm(), "video/webm")]
)
def test_the_bytes_say_what_it_is(sent, media_type):
    assert looks_like_video(BytesIO(sent))
    assert read_video(BytesIO(sent)).media_type == media_type


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\x00\x00\x18ftypheic" + b"\0" * 40,
        mp4()[:-3],
        mp4()[: len(mp4()) // 2],
        mp4(tracks=(b"soun",)),
        mp4(more=b"\0\0\0\1free"),
        mp4(more=b"\xff\xff\xff\xfffree"),
        mp4() + box(b"moof", box(b"traf")),
        mp4(more=box(b"free") * 20_001),
        webm(b"matroska"),
        webm(types=(1, 17)),
        webm(types=(2,)),
        webm()[:-4],
        b"\x1a\x45\xdf\xa3" + b"\xff" * 40,
        b"<html><script>alert(1)</script>",
    ],
)
def test_what_is_no_video_is_refused(sent):
    with pytest.raises(NoVideo):
        read_video(BytesIO(sent))


def test_a_track_that_points_out_of_the_file_is_refused():
    sent = mp4()
    place = sent.rindex(b"co64") + 12
    with pytest.raises(NoVideo):
        read_video(BytesIO(sent[:place] + (2**40).to_bytes(8, "big") + sent[place + 8 :]))


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr("huitou.core.videos.reading.LARGEST_BYTES", 100)
    with pytest.raises(VideoTooLarge):
        read_video(BytesIO(mp4()))


def test_a_file_is_hashed_while_it_is_read():
    reader = Hashing(BytesIO(b"abc"))
    assert (reader.read(2), reader.read(), reader.size) == (b"ab", b"c", 3)
    assert reader.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    reader.seek(0)
    assert reader.size == 0


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_places_are_blanked_across_the_pieces_in_which_a_file_is_read(chunk):
    copy = CopiedWithout(BytesIO(b"0123456789"), [Patch(6, 3), Patch(1, 4, b"ab"), Patch(2, 1)])
    assert b"".join(iter(lambda: copy.read(chunk), b"")) == b"0a\0\0\x005\0\0\x009"
