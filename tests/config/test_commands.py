"""The command line as a person meets it: what it prints, how it ends, and what it says when it cannot go on."""

import os
import socket
from importlib import import_module
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import connections
from typer.testing import CliRunner

from huitou.accounts.access import actor_for_token
from huitou.config.cli import COMMANDS
from huitou.config.cli.bench_command import names
from huitou.config.cli.flows_command import app as flows
from huitou.config.embedded_postgres import running
from huitou.config.lookup import NoSuchBuyer, NoSuchShop, customer_of, shop_of
from huitou.core.clock import now
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.logistics.models import ReturnsProvider
from tests.config.commands import huitou, huitou_here
from tests.databases import PREFIX
from tests.installations import installed


@pytest.fixture(scope="module")
def data(django_db_setup):
    """A data folder with its cluster running, so that no command has to start and to stop it."""
    with installed("cli") as folder, running(folder, durable=False):
        yield folder


def address(user, database=None):
    """The test cluster as a server of one's own."""
    facts = connections["default"].settings_dict
    query = urlencode({"host": facts["HOST"]}) if facts["HOST"].startswith("/") else ""
    return f"postgresql://{user}@/{database or facts['NAME']}?{query}"


def role(alias):
    """The role of `default` (the application) or `owner` on the server that the tests run on."""
    return connections[alias].settings_dict["USER"]


def test_without_a_command_it_lists_them(data):
    done = huitou(data)
    assert done.returncode == 2
    assert "  demo     a living demo shop in the browser\n" in done.stdout


def test_an_unknown_command_is_named(data):
    done = huitou(data, "fly")
    assert done.returncode == 2
    assert done.stderr.startswith("huitou: there is no command 'fly'.")


def test_every_command_explains_itself():
    for name in COMMANDS.keys() - {"test", "lint", "bench"}:
        module = import_module(f"huitou.config.cli.{name}_command")
        shown = CliRunner().invoke(module.app, ["--help"], prog_name=f"./huitou {name}")
        assert shown.exit_code == 0
        assert f"./huitou {name}" in shown.stdout


@pytest.mark.usefixtures("database")
def test_a_shop_is_created_listed_and_gets_a_token_that_is_shown_once(data):
    own = {"DATABASE_URL": address(role("default")), "DATABASE_OWNER_URL": address(role("owner"))}
    facts = ("--currency", "CNY", "--timezone", "Asia/Shanghai", "--country", "CN")
    created = huitou(data, "shop", "create", "cups", "--name", "陶杯社", *facts, **own)
    assert (created.returncode, created.stdout) == (0, "cups: 陶杯社 (CNY, Asia/Shanghai) at /s/cups/\n")
    again = huitou_here("shop", "create", "cups", "--name", "陶杯社", *facts)
    assert again.returncode == 1
    assert "A shop with the short name “cups” exists already" in again.stderr
    assert huitou_here("shop", "list").stdout == "cups\t陶杯社\tCN CNY Asia/Shanghai\n"
    token = huitou_here("token", "create", "--shop", "cups", "--role", "agent")
    assert token.returncode == 0
    assert token.stdout.startswith("huitou_")
    of_a_company = ("token", "create", "--shop", "cups", "--role", "returns_provider:质检公司")
    unknown = huitou_here(*of_a_company)
    assert unknown.returncode == 1
    assert "no company '质检公司' checks goods for cups" in unknown.stderr
    shop = Shop.objects.get(slug="cups")
    with in_shop(shop):
        provider = ReturnsProvider.objects.create(shop=shop, name="质检公司", created_at=now())
    made = huitou(data, *of_a_company, **own)
    assert made.returncode == 0, made.stderr
    actor = actor_for_token(made.stdout.strip(), at=now())
    assert (actor.role, actor.permissions, actor.provider_id) == ("provider", frozenset(), provider.pk)
    nobody = huitou_here("token", "create", "--shop", "cups", "--role", "returns_provider")
    assert nobody.returncode == 2


@pytest.mark.usefixtures("database")
def test_what_the_arguments_name_and_is_not_there_is_said():
    with pytest.raises(NoSuchShop, match="there is no shop 'plates'; create one first"):
        shop_of("plates")
    shop = Shop.objects.create(slug="cups", name="陶杯社", country="CN", currency="CNY", timezone="Asia/Shanghai")
    with pytest.raises(NoSuchShop, match="there is no shop 'plates'; there are: cups"):
        shop_of("plates")
    with pytest.raises(NoSuchBuyer, match=r"nobody with the address nobody@example\.com has bought at cups"):
        customer_of(shop, "nobody@example.com")


def test_doctor_finds_nothing_to_mend_in_a_new_installation(data):
    done = huitou(data, "doctor")
    assert done.returncode == 0, done.stdout
    assert "row-level security binds the application's role" in done.stdout
    assert done.stdout.endswith("Everything is in order.\n")


def test_benchmarks_explain_themselves_and_refuse_wrong_words_before_a_database_is_made(monkeypatch):
    def opened(*_args, **_more):
        raise AssertionError("a database was made")

    monkeypatch.setattr("huitou.config.cli.bench_command.opened", opened)
    monkeypatch.setattr("huitou.config.cli.bench_command.start_django", lambda: None)
    monkeypatch.setattr("signal.signal", lambda *_args: None)
    with patch.dict(os.environ):
        shown = huitou_here("bench", "--help")
        assert (shown.returncode, "\n  lists: the pages that read cases" in shown.stdout) == (0, True)
        unknown = huitou_here("bench", "flying")
        assert unknown.returncode == 2
        assert unknown.stderr.startswith("huitou bench: there is no benchmark 'flying'.")
        for name in names():
            refused = huitou_here("bench", name, "--nothing", "3")
            assert (name, refused.returncode) == (name, 2)
            assert f"huitou bench {name}: error: " in refused.stderr


def test_the_proof_of_the_flows_passes():
    checked = CliRunner().invoke(flows, ["check"])
    assert checked.exit_code == 0, checked.stdout
    assert checked.stdout.endswith(" 0 findings\n")


def test_a_machine_is_shown_as_table_and_as_diagram():
    assert CliRunner().invoke(flows, ["show", "case"]).stdout.startswith("| state | who | action |")
    assert CliRunner().invoke(flows, ["show", "case", "--format", "mermaid"]).stdout.startswith("stateDiagram-v2\n")
    unknown = CliRunner().invoke(flows, ["show", "cse"])
    assert unknown.exit_code == 2
    assert "there is no machine 'cse'" in unknown.stderr


def test_a_taken_port_is_said_before_anything_is_set_up(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            done = huitou(data, command, "--port", str(port))
            assert done.returncode == 1
            assert f"port {port} is taken by another program; choose another one" in done.stderr
            assert "Starting PostgreSQL" not in done.stderr


@pytest.mark.usefixtures("database")
def test_a_role_that_reads_every_shop_is_refused(data):
    """Row-level security does not bind a superuser, so serving with one would mix the shops."""
    powerful = {"DATABASE_URL": address("postgres")}
    refused = huitou(data, "serve", **powerful)
    assert refused.returncode == 1
    assert "the database role postgres has SUPERUSER and would read every shop's data" in refused.stderr
    checked = huitou(data, "doctor", **powerful)
    assert checked.returncode == 1
    assert "the database role postgres has SUPERUSER" in checked.stdout


@pytest.mark.usefixtures("database")
def test_a_server_of_ones_own_must_be_migrated_first_and_is_not_migrated_by_surprise(data):
    bare = f"{PREFIX}_run_{os.getpid()}_bare"
    on_owner(f"CREATE DATABASE {bare}")
    own = {
        "DATABASE_URL": address(role("default"), bare),
        "DATABASE_OWNER_URL": address(role("owner"), bare),
    }
    try:
        refused = huitou(data, "shop", "list", **own)
        assert refused.returncode == 1
        assert "run ./huitou migrate" in refused.stderr
        missing = huitou(data, "migrate", "--check", **own)
        assert missing.returncode == 1
        assert "core.0001_tables" in missing.stdout.splitlines()
    finally:
        on_owner(f"DROP DATABASE {bare} WITH (FORCE)")


@pytest.mark.usefixtures("database")
def test_a_database_of_another_version_is_left_alone():
    on_owner("INSERT INTO django_migrations (app, name, applied) VALUES ('orders', '0099_drones', now())")
    try:
        for command in ("migrate", "doctor"):
            refused = huitou_here(command)
            assert refused.returncode == 1
            assert "this one does not know orders.0099_drones" in refused.stdout + refused.stderr
    finally:
        on_owner("DELETE FROM django_migrations WHERE name = '0099_drones'")


def on_owner(statement):
    """Run it as the tables' owner, on a connection that is open: a command closes all of them at its end."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("database")
def test_migrating_again_changes_nothing():
    migrated = huitou_here("migrate")
    assert (migrated.returncode, migrated.stdout) == (0, "The database is up to date (0 migrations applied).\n")


def test_an_unreachable_database_is_named_without_its_password(data):
    done = huitou(data, "doctor", DATABASE_URL="postgresql://shop:s3cret@127.0.0.1:1/shop")
    assert done.returncode == 1
    assert (
        'the database of DATABASE_URL does not answer: connection to server at "127.0.0.1", port 1 failed: '
        "Connection refused. Start it, or mend DATABASE_URL.\n"
    ) in done.stdout
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL is not a PostgreSQL address"),
        ("DATABASE_URL", "postgresql://user:s3cret@host", "DATABASE_URL names no database"),
        ("HUITOU_EMAIL_URL", "pigeon://coop", "HUITOU_EMAIL_URL is not understood"),
        ("HUITOU_WECHAT_APP_ID", "wx1", "HUITOU_WECHAT_APP_SECRET is missing"),
        ("HUITOU_WEB_THREADS", "many", "HUITOU_WEB_THREADS must be a whole number"),
    ],
)
def test_a_malformed_setting_is_named_with_a_good_example(data, variable, value, words):
    done = huitou(data, "shop", "list", **{variable: value})
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_named(data, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    done = huitou(in_the_way / "data", "shop", "list")
    assert done.returncode == 1
    assert f"cannot make the data folder {in_the_way / 'data'}" in done.stderr
