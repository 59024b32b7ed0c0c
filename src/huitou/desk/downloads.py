"""Files for spreadsheets and printers as answers of the desk. Called by its views; knows nothing of what is in them."""

from collections.abc import Mapping

from django.http import HttpResponse

from huitou.core.workbooks import SHEET_TYPES

TYPES: Mapping[str, str] = {**SHEET_TYPES, "pdf": "application/pdf"}


def download_of(content: bytes, name: str, form: str) -> HttpResponse:
    """The answer that a browser keeps as `name.form`. `form`: one of `TYPES`."""
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
