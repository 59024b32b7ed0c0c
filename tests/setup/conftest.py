"""A browser that holds the one-time link, and a small file with orders."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from huitou.accounts.models import SetupRun
from huitou.desk.setup import links, steps
from tests.accounts.conftest import at, quick_passwords, uncollected_static_files  # noqa: F401

ORDERS = """order id,created at,currency,email,customer id,sku,title,quantity,unit price,paid,delivered at
A-1,2026-11-01T10:00:00+08:00,CNY,anna@example.com,c1,CUP,青瓷杯,2,64.00,128.00,2026-11-05T10:00:00+08:00
A-2,2026-11-02T10:00:00+08:00,CNY,bo@example.com,c2,POT,茶壶,1,300.00,300.00,
A-3,not a date,CNY,bo@example.com,c2,POT,茶壶,1,300.00,300.00,
"""

OWNER = {"name": "林", "email": "lin@example.com", "password": "a kettle sings at seven"}
SHOP = {
    "name": "陶杯社",
    "slug": "teacups",
    "country": "CN",
    "currency": "CNY",
    "timezone": "Asia/Shanghai",
    "locale": "zh-hans",
    "contact_email": "help@example.com",
    "address": "上海",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def orders_file(tmp_path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


@pytest.fixture
def run(database, at) -> SetupRun:  # noqa: F811
    return steps.start(at=at)


@pytest.fixture
def admit(at) -> Callable[[SetupRun], Client]:  # noqa: F811
    """`admit(run)`: a browser that opened the link of the setting-up."""

    def admitted(run: SetupRun) -> Client:
        client = Client()
        secret = links.new_link(run, at=at).partition("#")[2]
        answer = client.post("/setup/", {"secret": secret})
        assert answer.status_code == 302
        return client

    return admitted
