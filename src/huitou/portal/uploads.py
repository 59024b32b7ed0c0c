"""The photos and videos that a form sends, as the verbs take them. What they are is judged by the verbs."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest

from huitou.core.videos.patches import Seekable


def evidence_of(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Each uploaded file with the name that the sender's device gave it, and what the form says that it shows."""
    for file in request.FILES.getlist("photo"):
        yield {"file": cast(Seekable, file), "name": file.name or "", "kind": request.POST.get("kind", "")}
