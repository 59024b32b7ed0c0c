"""A bundle as a download, and the public key of this installation. Called by desk, portal, platform and API.

The bundle is written into a file that has no name and goes when the answer is sent.
"""

import tempfile
from datetime import datetime
from typing import IO, cast

from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from huitou.cases.bundle.signing import public_key
from huitou.cases.bundle.write import file_name, write_bundle
from huitou.core.actors import Actor
from huitou.core.models import Shop

IN_MEMORY_BYTES = 4 * 1024 * 1024


def bundle_response(actor: Actor, ref: str, shop: Shop, at: datetime) -> HttpResponseBase:
    """The actor's own copy of the case, in the active language. Inside `in_shop`. Raises NotFound, Forbidden."""
    # FileResponse closes it.
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
    try:
        contents = write_bundle(cast(IO[bytes], target), actor=actor, name=ref, shop=shop, at=at)
    except BaseException:
        target.close()
        raise
    size = target.tell()
    target.seek(0)
    name = file_name(contents)
    response = FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def published_key(request: HttpRequest) -> JsonResponse:
    """The key that seals this installation's bundles, for everybody who wants to check one."""
    response = JsonResponse({"algorithm": "ed25519", "public_key": public_key(), "purpose": "huitou-evidence"})
    response["Cache-Control"] = "public, max-age=3600"
    return response
