"""A statement as PDF: on the desk, at the platform and in the API; one at a time, outside of any transaction."""

import shutil
import subprocess
import threading
from typing import Any

import pytest
from django.urls import reverse

from huitou.cases.bundle.pdf import why_not
from huitou.core.tenancy import in_shop
from huitou.core.tenancy.scope import current_shop_id
from huitou.settlements import paper
from huitou.settlements.files import file_of
from huitou.settlements.paper import CannotPrint, PrinterBusy, TooLongToPrint
from huitou.settlements.statement import period_of
from tests.desk.conftest import client_of
from tests.insurance.insuring import insure_all, receive, send_back, shipped

PDF = b"%PDF-1.4 printed"


@pytest.fixture
def settled(world):
    """A shop with an insured return: premium, claim, shares."""
    insure_all(world)
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    world.hire("owner")
    return world


@pytest.fixture
def press(monkeypatch):
    """The pages that were printed, and what prints them instead of a browser."""
    pages: list[str] = []

    def prints(page: str, *, seconds: float) -> bytes:
        assert current_shop_id() is None  # no transaction waits for a browser
        pages.append(page)
        return PDF

    monkeypatch.setattr(paper, "why_not", lambda: "")
    monkeypatch.setattr(paper, "pdf_of", prints)
    return pages


def month(world: Any) -> str:
    return f"{world.today:%Y-%m}"


def test_desk_and_command_print_the_same_page_of_a_month_and_of_a_day(settled, press):
    client, shop = client_of(settled.staff["owner"]), settled.shop
    answer = client.get(reverse("desk:statement_file", args=[shop.slug, month(settled), "pdf"]))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="statement-{shop.slug}-{month(settled)}.pdf"'
    day = f"{settled.today}"
    assert file_of(period_of(day, shop), shop, "pdf", settled.now) == PDF
    of_month, of_day = press
    assert day in of_day
    assert "CN¥18.00" in of_month
    assert "/desk/" not in of_month  # it loads nothing and leads nowhere
    assert "<script" not in of_month
    link = reverse("desk:statement_file", args=[shop.slug, month(settled), "pdf"])
    assert f'href="{link}"' in client.get(reverse("desk:statement", args=[shop.slug, month(settled)])).content.decode()


def test_while_one_is_printed_another_one_is_refused_and_not_queued(settled, press, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def slow(_page: str, *, seconds: float) -> bytes:
        begun.set()
        assert go_on.wait(timeout=30)
        return PDF

    monkeypatch.setattr(paper, "pdf_of", slow)
    first = threading.Thread(target=paper.printed, args=("<p>first</p>",))
    first.start()
    assert begun.wait(timeout=30)
    with pytest.raises(PrinterBusy):
        file_of(period_of(month(settled), settled.shop), settled.shop, "pdf", settled.now)
    go_on.set()
    first.join(timeout=30)
    assert paper.printed("<p>next</p>") == PDF


def test_what_cannot_be_printed_is_said_with_the_other_ways(settled, press, monkeypatch):
    client, shop = client_of(settled.staff["owner"]), settled.shop
    path = reverse("desk:statement_file", args=[shop.slug, month(settled), "pdf"])
    monkeypatch.setattr(paper, "MOST_ROWS", 1)
    with pytest.raises(TooLongToPrint):
        file_of(period_of(month(settled), shop), shop, "pdf", settled.now)
    assert client.get(path).status_code == 422
    monkeypatch.setattr(paper, "why_not", lambda: "no Chromium or Chrome")
    answer = client.get(path)
    assert answer.status_code == 503
    assert "Take CSV or XLSX" in answer.content.decode()
    monkeypatch.setattr(paper, "why_not", lambda: "")
    monkeypatch.setattr(paper, "MOST_ROWS", 2_000)
    monkeypatch.setattr(paper, "pdf_of", lambda _page, *, seconds: None)
    with pytest.raises(CannotPrint, match="browser failed"):
        file_of(period_of(month(settled), shop), shop, "pdf", settled.now)
    assert press == []


@pytest.mark.skipif(why_not() != "", reason=f"this machine prints no PDF: {why_not()}")
def test_a_real_browser_prints_the_sums_in_chinese(settled, tmp_path):
    from django.utils import translation

    with translation.override("zh-hans"):
        made = file_of(period_of(month(settled), settled.shop), settled.shop, "pdf", settled.now)
    assert made.startswith(b"%PDF-")
    reader = shutil.which("pdftotext")
    if reader is not None:
        target = tmp_path / "statement.pdf"
        target.write_bytes(made)
        told = subprocess.run([reader, "-layout", target, "-"], capture_output=True, check=True).stdout.decode()
        assert "结算单" in told
        assert "18.00" in told


def test_the_platform_takes_a_month_and_a_single_day(settled, press):
    from tests.platform.test_money import person

    client, shop = person(settled, "operator"), settled.shop
    page = client.get(reverse("platform:money", args=[shop.slug])).content.decode()
    assert f'href="{reverse("platform:statement", args=[shop.slug, month(settled), "pdf"])}"' in page
    of_day = reverse("platform:statement_of_day", args=[shop.slug])
    assert f'action="{of_day}"' in page
    day = f"{settled.today}"
    answer = client.get(of_day, {"day": day, "form": "pdf"}, follow=True)
    assert (answer.status_code, answer.content) == (200, PDF)
    for wrong, status in (({"day": "2026-11", "form": "pdf"}, 422), ({"day": day, "form": "exe"}, 404), ({}, 404)):
        assert client.get(of_day, wrong).status_code == status
    with in_shop(shop):
        assert len(press) == 1
