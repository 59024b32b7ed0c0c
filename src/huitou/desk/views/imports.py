"""Orders from a file: uploaded, taken in, reported with what was left out and why."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.desk.forms.settings import ImportForm
from huitou.desk.setup.import_step import import_upload
from huitou.desk.visit import desk_view, page


@require_http_methods(["GET", "POST"])
@desk_view("orders.import")
def orders(visit: StaffVisit) -> HttpResponseBase:
    """A second import of the same file changes nothing."""
    request = visit.request
    form = ImportForm(request.POST or None, request.FILES or None)
    report, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                report, status = import_upload(visit.actor, form.cleaned_data["orders"]), 200
            except HuitouError as error:
                form.add_error("orders", error.text)
                status = error.status
    with visit.reading():
        context = {"form": form, "report": report, "part": "import"}
        return page(visit, "desk/settings/import.html", context, here="settings", status=status)
