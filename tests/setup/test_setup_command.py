"""./huitou setup: with flags alone, step by step, and going on where it stopped."""

import re

import pytest
import typer
from django.core import mail

from huitou.accounts.models import SetupRun, Staff
from huitou.config.cli.setup import Answers, walk
from huitou.config.embedded_postgres import running
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.desk.setup import steps
from huitou.orders.models import Order
from tests.config.commands import huitou
from tests.installations import installed

FLAGS = {
    "owner_email": "lin@example.com",
    "owner_name": "林",
    "password": "a kettle sings at seven",
    "slug": "teacups",
    "name": "陶杯社",
    "country": "TW",
}


def test_flags_alone_open_a_shop(run, orders_file, capsys):
    flags = FLAGS | {"country": "CN", "orders": str(orders_file), "test_mail": "lin@example.com", "accent": "#FFE08A"}
    walk(run, Answers(flags, may_ask=False))

    shop = Shop.objects.get()
    assert (shop.slug, shop.currency, shop.timezone, shop.locale) == ("teacups", "CNY", "Asia/Shanghai", "zh-hans")
    with in_shop(shop):
        assert Order.objects.count() == 2
    assert len(mail.outbox) == 1
    said = capsys.readouterr().out
    assert "too pale to read" in said
    assert "/desk/teacups/" in said
    assert FLAGS["password"] not in said
    assert SetupRun.objects.get().finished_at is not None


def test_what_a_country_usually_has_is_taken_when_nothing_else_is_said(run):
    walk(run, Answers(dict(FLAGS), may_ask=False))
    shop = Shop.objects.get()
    assert (shop.currency, shop.timezone, shop.locale) == ("TWD", "Asia/Taipei", "zh-hant")


def test_a_missing_flag_is_named_and_nothing_is_asked(run, capsys):
    flags = {name: value for name, value in FLAGS.items() if name != "owner_email"}
    with pytest.raises(typer.Exit) as ended:
        walk(run, Answers(flags, may_ask=False))
    assert ended.value.exit_code == 1
    assert "--owner-email" in capsys.readouterr().err
    assert not Staff.objects.exists()


def test_a_refused_flag_ends_it_and_the_next_run_goes_on(run, capsys):
    with pytest.raises(typer.Exit):
        walk(run, Answers(FLAGS | {"slug": "Not A Slug"}, may_ask=False))
    assert "does not fit" in capsys.readouterr().err
    assert (steps.unfinished(), run.steps_done) == (run, ["owner"])

    walk(run, Answers({name: FLAGS[name] for name in ("slug", "name", "country")}, may_ask=False))
    assert Shop.objects.get().memberships.get().staff.email == "lin@example.com"


def test_a_person_is_asked_again_after_a_refused_answer(run, monkeypatch, capsys):
    owner = ["lin@example.com", "林", "short", "lin@example.com", "林", "a kettle sings at seven"]
    shop = ["陶杯社", "teacups", "CN", "CNY", "Asia/Shanghai", "zh-hans", "", ""]
    answers = iter([*owner, *shop, "#0E7A5F", "", "", ""])
    monkeypatch.setattr("typer.prompt", lambda *_args, **_more: next(answers))
    walk(run, Answers({}, may_ask=True))
    assert "Choose another password" in capsys.readouterr().err
    assert Shop.objects.get().slug == "teacups"
    assert next(answers, "no question is left") == "no question is left"


def test_somebody_with_an_account_owns_the_second_shop_too(run, at):
    walk(run, Answers(dict(FLAGS), may_ask=False))
    second = {"owner_email": "LIN@example.com", "slug": "teapots", "name": "壶社", "country": "CN"}
    walk(steps.start(at=at), Answers(second, may_ask=False))
    assert Staff.objects.get().memberships.count() == 2


def test_what_was_typed_is_offered_again_and_no_wrong_answer_ends_the_walk(run, monkeypatch, capsys, orders_file):
    """None stands for Enter: the answer that is offered."""
    owner = ["nobody", "林", "a kettle sings at seven", "lin@example.com", None, "a kettle sings at seven"]
    shop = ["陶杯社", "Tea Cups", None, None, None, None, "", "", None, "teacups", None, None, None, None, "", ""]
    rest = [None, "/nowhere.png", None, "", "/nowhere.csv", str(orders_file), "nobody", "lin@example.com"]
    answers = iter([*owner, *shop, *rest])

    def prompted(_question, *, default, hide_input=False, **_more):
        answer = next(answers)
        assert not (hide_input and default), "a password is never offered"
        return default if answer is None else answer

    monkeypatch.setattr("typer.prompt", prompted)
    walk(run, Answers({}, may_ask=True))
    said = capsys.readouterr().err
    assert "There is no file or folder “/nowhere.png”" in said
    assert "There is no file or folder “/nowhere.csv”" in said
    opened = Shop.objects.get()
    assert (opened.name, opened.slug) == ("陶杯社", "teacups")
    assert [sent.to[0].rpartition(" ")[2] for sent in mail.outbox] == ["<lin@example.com>"]
    assert next(answers, "no question is left") == "no question is left"


def test_the_missing_password_is_asked_for_by_the_name_of_its_variable(run, capsys):
    flags = {name: value for name, value in FLAGS.items() if name != "password"}
    with pytest.raises(typer.Exit):
        walk(run, Answers(flags, may_ask=False))
    assert "HUITOU_OWNER_PASSWORD" in capsys.readouterr().err


def test_all_that_is_wrong_is_said_at_once_and_all_that_was_said_is_offered_again(run, monkeypatch, capsys):
    """Flags that were refused, too; a hyphen empties what need not be said. None stands for Enter."""
    flags = FLAGS | {"slug": "Tea Cups", "currency": "EURO", "timezone": "Mars/Base", "locale": "fr"}
    with pytest.raises(typer.Exit):
        walk(run, Answers(dict(flags), may_ask=False))
    told = capsys.readouterr().err
    assert all(wrong in told for wrong in ("Tea Cups", "EURO", "Mars/Base", "fr"))
    assert not Shop.objects.exists()

    offered = []
    answers = iter(
        ["nobody", "No. 1", None, "teacups", None, "TWD", "Asia/Taipei", "zh-hant", "-", None, None, "", "", ""]
    )

    def prompted(_question, *, default, **_more):
        answer = next(answers)
        offered.append(default)
        return default if answer is None else answer

    monkeypatch.setattr("typer.prompt", prompted)
    walk(run, Answers({key: flags[key] for key in flags if key not in ("owner_email", "password")}, may_ask=True))
    assert offered[:10] == [
        "", "", "陶杯社", "Tea Cups", "TW", "EURO", "Mars/Base", "fr", "nobody", "No. 1",
    ]  # fmt: skip
    opened = Shop.objects.get()
    assert (opened.slug, opened.contact_email, opened.address) == ("teacups", "", "No. 1")


def test_every_flag_that_is_missing_is_named_at_once(run, capsys):
    with pytest.raises(typer.Exit):
        walk(run, Answers({"owner_email": "lin@example.com", "slug": "teacups"}, may_ask=False))
    assert "--owner-name, HUITOU_OWNER_PASSWORD, --name" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_itself_opens_a_shop_and_hands_out_a_link(django_db_setup):
    arguments = ["setup", "--no-input", "--owner-email", "lin@example.com", "--owner-name", "Lin"]
    arguments += ["--slug", "teacups", "--name", "Teacups", "--country", "US"]
    with installed("setup") as data, running(data, durable=False):
        done = huitou(data, *arguments, HUITOU_OWNER_PASSWORD="a kettle sings at seven")
        assert done.returncode == 0, done.stderr
        assert "Teacups is set up." in done.stdout

        linked = huitou(data, "setup", "--link")
    assert linked.returncode == 0, linked.stderr
    assert re.fullmatch(r"http://localhost:8000/setup/#[\w-]{43}\n", linked.stdout)
