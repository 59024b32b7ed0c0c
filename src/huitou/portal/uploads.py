"""The photos that a form sends, as the verbs take them. Whether they are pictures is judged by the verbs."""

from collections.abc import Iterator
from typing import BinaryIO, cast

from django.http import HttpRequest


def photos_of(request: HttpRequest) -> Iterator[tuple[BinaryIO, str]]:
    """Each uploaded photo with the name that the sender's device gave it."""
    for file in request.FILES.getlist("photo"):
        yield cast(BinaryIO, file), file.name or ""
