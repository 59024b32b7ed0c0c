"""Orders from a file: uploaded, taken in by the worker, looked at meanwhile, reported with what was left out."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import NotFound
from huitou.desk.forms.settings import ImportForm
from huitou.desk.setup.import_step import MAX_BYTES, UploadTooLarge
from huitou.desk.visit import desk_view, page
from huitou.orders.imports.queued import ask_for_import
from huitou.orders.models import ImportRun
from huitou.orders.sentences import SENTENCES

MOST_RUNS = 10
# A place in a file: its name, then the row.
ROW = re.compile(r":(\d+)$")


@require_http_methods(["GET", "POST"])
@desk_view("orders.import")
def orders(visit: StaffVisit) -> HttpResponseBase:
    """Send a file. A second import of the same file changes nothing."""
    request = visit.request
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["orders"]
            if upload.size <= MAX_BYTES:
                asked = ask_for_import(file=upload, name=upload.name, actor=visit.actor, at=visit.at)
                return redirect("desk:import_run", visit.shop.slug, asked.pk)
            error = UploadTooLarge(shop=visit.shop.slug)
            form.add_error("orders", error.text)
            status = error.status
    with visit.reading():
        runs = list(ImportRun.objects.order_by("-asked_at", "-pk")[:MOST_RUNS])
        context = {"form": form, "runs": runs, "part": "import"}
        return page(visit, "desk/settings/import.html", context, here="settings", status=status)


@require_safe
@desk_view("orders.import")
def run(visit: StaffVisit, run: UUID) -> HttpResponseBase:
    """How far an import is, and its report."""
    with visit.reading():
        found = ImportRun.objects.filter(pk=run).first()
        if found is None:
            raise NotFound()
        under_way = found.state in (ImportRun.State.WAITING, ImportRun.State.RUNNING)
        report = in_words(found.report) if found.state == ImportRun.State.DONE else None
        context = {"run": found, "under_way": under_way, "report": report, "part": "import"}
        return page(visit, "desk/settings/import_run.html", context, here="settings")


def in_words(report: dict[str, Any]) -> dict[str, Any]:
    """The kept report with its reasons in the reader's language."""
    said = {
        name: {
            code: {**tally, "meaning": str(SENTENCES[code]), "examples": [_placed(one) for one in tally["examples"]]}
            for code, tally in report.get(name, {}).items()
        }
        for name in ("skipped", "remarks")
    }
    return {**report, **said}


def _placed(example: dict[str, Any]) -> dict[str, Any]:
    """An example with its row in words: the file is the one that was sent, under a name of ours."""
    row = ROW.search(str(example["where"]))
    return {**example, "where": _("row %(row)s") % {"row": row[1]} if row else example["where"]}
