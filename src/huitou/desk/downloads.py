"""Files for spreadsheets as answers of the desk. Called by its views; knows nothing of what is in them."""

from django.http import HttpResponse

from huitou.core.workbooks import SHEET_TYPES


def download_of(content: bytes, name: str, form: str) -> HttpResponse:
    """The answer that a browser keeps as `name.form`. `form`: one of `SHEET_TYPES`."""
    response = HttpResponse(content, content_type=SHEET_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
