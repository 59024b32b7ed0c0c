"""Orders from an uploaded file. Larger ones belong to ``./huitou import orders``, which streams from the disk.

The connectors are wired in ``config``: the settings name the function that makes the import's job.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.clock import now
from huitou.core.errors import Invalid
from huitou.core.models import Shop
from huitou.orders.imports import ImportReport, Job, run

MAX_BYTES = 25 * 1024 * 1024
ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl")


class UploadTooLarge(Invalid):
    """The file is too large for a page."""

    code = "import_upload_too_large"
    status: ClassVar[int] = 413
    message = _(
        "This file is larger than 25 MB. Import it in the terminal: ./huitou import orders FILE --shop %(shop)s"
    )


class NoOrderInFile(Invalid):
    """Not one order could be taken from the file."""

    code = "import_no_order"
    message = _("No order could be read from this file. %(why)s")


def import_upload(actor: Actor, upload: "UploadedFile[Any]") -> dict[str, Any]:
    """Import the file and return the report as plain data.

    Raises: UploadTooLarge, NoOrderInFile, and what the connectors raise for a file they cannot read at all.
    """
    shop = Shop.objects.get(pk=actor.shop_id)
    if (upload.size or 0) > MAX_BYTES:
        raise UploadTooLarge(shop=shop.slug)
    with tempfile.TemporaryDirectory(prefix="huitou-import-") as folder:
        path = Path(folder) / _safe_name(upload.name or "")
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        report: ImportReport = import_paths(actor, shop, [path])
        return report.to_json()


def import_paths(actor: Actor, shop: Shop, paths: list[Path], **options: Any) -> ImportReport:
    """Import files of this machine; ``options`` go to the job. Raises: NoOrderInFile and what connectors raise."""
    job_for: Callable[..., Job] = import_string(settings.HUITOU_ORDER_IMPORT)
    report = run(job_for(shop, paths, **options), actor=actor, at=now())
    if not report.orders:
        why = next((tally["meaning"] for tally in report.to_json()["skipped"].values()), "")
        raise NoOrderInFile(why=why)
    return report


def _safe_name(name: str) -> str:
    # The name only tells the connectors the kind; the upload's own name never reaches the disk.
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), ".csv")
    return f"orders{ending}"
