"""Reads pages as a person does: their words, their forms, what a browser would send."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(answer: Any) -> str:
    """The text of the page, spaces single."""
    parser = _Words()
    parser.feed(answer.content.decode())
    return " ".join(" ".join(parser.words).split())


def hidden(answer: Any, form_id: str) -> dict[str, str]:
    """The hidden fields of the form with this id."""
    page = answer.content.decode()
    start = page.index(f'id="{form_id}"')
    form = page[start : page.index("</form>", start)]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def queries(client: Any, path: str) -> int:
    """How many statements the page takes, once everything that is cached per process is."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(seen)
