"""A stored file as an answer: one range of it where a player asks for one, in headers that let it do no harm.

Called by the views that show evidence, after they have asked whether the visitor may see it.
"""

import re
from collections.abc import Iterator

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

CHUNK = 256 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def stored_file(request: HttpRequest, stored: FieldFile, *, media_type: str, digest: str) -> HttpResponseBase:
    """The file, or the part that `Range` asks for (RFC 9110 §14): 200, 206, 304 or 416. `digest` names its content."""
    tag, name = f'"{digest[:32]}"', (stored.name or "").rpartition("/")[2]
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag, name)
    size = stored.size
    asked = request.headers.get("Range", "")
    if asked and request.headers.get("If-Range", tag) == tag:
        part = _part(asked, size)
        if part is not None and part[0] >= part[1]:
            response: HttpResponseBase = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{size}"
            return _guarded(response, tag, name)
        if part is not None:
            return _guarded(_send(request, stored, media_type, size, part), tag, name)
    return _guarded(_send(request, stored, media_type, size), tag, name)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None where the whole file is to be sent (several ranges, nonsense)."""
    match = ONE_RANGE.fullmatch(asked.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size if int(last) else 0
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _send(
    request: HttpRequest, stored: FieldFile, media_type: str, size: int, part: tuple[int, int] | None = None
) -> HttpResponseBase:
    start, end = part or (0, size)
    body = _read(stored, start, end - start) if request.method != "HEAD" else iter(())
    response = StreamingHttpResponse(body, content_type=media_type, status=206 if part else 200)
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Content-Length"] = str(end - start)
    return response


def _read(stored: FieldFile, start: int, length: int) -> Iterator[bytes]:
    """Opened only when the answer is sent, so that nothing stays open where nobody takes it."""
    with stored.open("rb") as file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk


def _guarded(response: HttpResponseBase, tag: str, name: str) -> HttpResponseBase:
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
