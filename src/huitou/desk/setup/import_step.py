"""Orders from a file: uploaded on a page, for the worker to take in, or named in the terminal, which waits for it.

The connectors are wired in ``config``: the settings name the function that makes the import's job.
"""

from collections.abc import Callable
from datetime import datetime
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
from huitou.orders.imports.queued import ask_for_import
from huitou.orders.models import ImportRun

MAX_BYTES = 25 * 1024 * 1024


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


def import_upload(actor: Actor, upload: "UploadedFile[Any]", *, at: datetime) -> ImportRun:
    """Have the worker import the file; the report is the run's. Raises: UploadTooLarge."""
    if (upload.size or 0) > MAX_BYTES:
        raise UploadTooLarge(shop=Shop.objects.get(pk=actor.shop_id).slug)
    asked: ImportRun = ask_for_import(file=upload, name=upload.name or "", actor=actor, at=at)
    return asked


def import_paths(actor: Actor, shop: Shop, paths: list[Path], **options: Any) -> ImportReport:
    """Import files of this machine; ``options`` go to the job. Raises: NoOrderInFile and what connectors raise."""
    job_for: Callable[..., Job] = import_string(settings.HUITOU_ORDER_IMPORT)
    report = run(job_for(shop, paths, **options), actor=actor, at=now())
    if not report.orders:
        why = next((tally["meaning"] for tally in report.to_json()["skipped"].values()), "")
        raise NoOrderInFile(why=why)
    return report
