"""`huitou import orders` and `huitou bench import`: what a person at a terminal gives and gets."""

import json
import resource
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from huitou.config.bench import import_bench
from huitou.config.cli import import_command, import_orders
from huitou.core.tenancy import in_shop
from huitou.orders.models import CustomerContact, Order
from tests.orders.drafting import write_csv

HEADER = ("order_id", "placed_at", "customer_id", "title", "quantity", "unit_price")


@pytest.fixture
def command(shop, monkeypatch):
    """Runs the command in this process, on the test's database."""
    monkeypatch.setattr(import_orders, "opened", lambda data: nullcontext())

    def command(*arguments):
        return CliRunner().invoke(import_command.app, ["orders", *map(str, arguments), "--shop", "cups"])

    return command


@pytest.fixture
def table(tmp_path):
    rows = [("1", "2026-05-01 10:00", "c1", "Cup", 2, "64.00"), ("2", "2026-05-02 10:00", "c2", "Pot", 1, "a lot")]
    return write_csv(tmp_path / "orders.csv", HEADER, rows)


def test_orders_come_in_and_the_report_says_what_did_not(shop, command, table, tmp_path):
    contacts = write_csv(tmp_path / "contacts.csv", ("id", "email"), [("c1", "ann@example.com")])
    done = command(table, "--timezone", "Asia/Shanghai", "--contacts", contacts, "--shift-to-today")
    assert done.exit_code == 0, done.output
    assert "1 (1 new, 0 updated, 0 unchanged)" in done.stdout
    assert "this is not an amount [amount_malformed]" in done.stdout
    assert "orders.csv:3  a lot" in done.stdout
    with in_shop(shop):
        order = Order.objects.get()
        assert (order.number, order.total_minor, order.moved_by_days > 0) == ("1", 12800, True)
        assert CustomerContact.objects.get().email == "ann@example.com"


def test_a_second_run_changes_nothing_and_says_so_as_json(command, table):
    command(table, "--timezone", "Asia/Shanghai")
    told = json.loads(command(table, "--timezone", "Asia/Shanghai", "--json").stdout)
    assert (told["new"], told["unchanged"], told["orders"], told["currency"]) == (0, 1, 1, "CNY")
    assert told["skipped"]["amount_malformed"]["examples"] == [{"where": "orders.csv:3", "value": "a lot"}]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["none.csv"], "import_file_missing"),
        (["{table}", "--format", "amazon"], "import_format_unknown"),
        (["{table}", "--map", "title=Titel", "--timezone", "UTC"], "import_field_unknown"),
        (["{table}", "--currency", "XXQ", "--timezone", "UTC"], "currency_unknown"),
        (["{table}", "--contacts", "{table}x"], "import_file_missing"),
    ],
)
def test_what_cannot_work_is_said_and_changes_nothing(shop, command, table, arguments, code):
    done = command(*(argument.format(table=table) for argument in arguments), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == code
    with in_shop(shop):
        assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "arguments", [["--map", "title"], ["--dates", "ymd"], ["--timezone", "Mars/Olympus"], ["--timezone", "../etc"]]
)
def test_arguments_that_mean_nothing_are_refused(command, table, arguments):
    done = command(table, *arguments)
    assert done.exit_code == 2


def test_the_benchmark_measures_a_generated_table_with_broken_rows(database, tmp_path):
    assert import_bench.generate(tmp_path / "a.csv", orders=300, seed=7) == import_bench.generate(
        tmp_path / "b.csv", orders=300, seed=7
    )
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    figures = import_bench.measure(["--orders", "1500", "--seed", "7"], lambda line: None)
    assert figures["orders"] > 1480
    assert figures["rejects"] > 0
    assert figures["second_run_changed"] == 0
    assert {"orders_per_second", "peak_mb", "lines"} <= figures.keys()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(database):
    """Four times the orders in the same process: the peak may rise by a batch's noise, not by the file.

    The tests' own process may be large already, so the absolute bound is on what the import adds.
    """
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    small = import_bench.measure(["--orders", "1000"], lambda line: None)["peak_mb"]
    from huitou.core.models import Shop

    Shop.objects.filter(slug="bench").update(slug="bench-small")
    large = import_bench.measure(["--orders", "4000", "--seed", "2"], lambda line: None)["peak_mb"]
    assert large - small < 40
    assert large - before < 150
