"""A video from outside: what it is, and what its shown copy has blank. The one door of this folder."""

import os
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.core.videos.boxes import is_mp4, media_type, patches_of_mp4
from huitou.core.videos.copying import CopiedWithout
from huitou.core.videos.matroska import MAGIC, patches_of_webm
from huitou.core.videos.patches import Malformed, Patch, Seekable

# A minute and a half of a phone's usual 1080p.
LARGEST_BYTES = 200 * 1024 * 1024


class VideoTooLarge(Invalid):
    """More bytes than are accepted."""

    code = "video_too_large"
    message = _("This video is too large. Send one of at most 200 MB; half a minute is enough to show it.")


class NoVideo(Invalid):
    """Not a video of a known kind, or a broken one."""

    code = "no_video"
    message = _("This file is not a video that we can read. Send it as MP4, MOV or WebM, as your phone records it.")


@dataclass(frozen=True, slots=True)
class Video:
    """`patches`: what `shown` has blank. The file itself stays open and belongs to the caller."""

    file: Seekable
    media_type: str
    size_bytes: int
    patches: tuple[Patch, ...]

    @property
    def shown(self) -> CopiedWithout:
        """The copy for others: picture and sound, nothing of where and with what it was taken."""
        return CopiedWithout(self.file, self.patches)


def looks_like_video(file: Seekable) -> bool:
    """By the first bytes, whatever name and type the sender gave it."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    return head[:4] == MAGIC or is_mp4(head)


def read_video(file: Seekable) -> Video:
    """Check a video from outside by its structure; nothing of it is decoded.

    Raises: VideoTooLarge, NoVideo.
    """
    size = file.seek(0, os.SEEK_END)
    if size > LARGEST_BYTES:
        raise VideoTooLarge()
    file.seek(0)
    head = file.read(12)
    try:
        if head[:4] == MAGIC:
            return Video(file, "video/webm", size, tuple(patches_of_webm(file, size)))
        if is_mp4(head):
            return Video(file, media_type(head), size, tuple(patches_of_mp4(file, size)))
    except (Malformed, RecursionError) as error:
        raise NoVideo() from error
    raise NoVideo()
