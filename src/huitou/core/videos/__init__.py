"""Videos from outside: told by their bytes, checked by the structure of the container, shown without place or notes.

Nothing is transcoded. The copy that others see is the sent file with every part blanked that is neither picture nor
sound: location, maker's notes, tracks of measurements. Used for evidence.
"""

from huitou.core.videos.copying import CopiedWithout, Hashing
from huitou.core.videos.reading import LARGEST_BYTES, NoVideo, Video, VideoTooLarge, looks_like_video, read_video

__all__ = [
    "LARGEST_BYTES",
    "CopiedWithout",
    "Hashing",
    "NoVideo",
    "Video",
    "VideoTooLarge",
    "looks_like_video",
    "read_video",
]
