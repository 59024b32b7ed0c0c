"""The command line in the reader's language: which one, and that every text of it is there."""

import ast
import gettext
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huitou.config import cli, translations
from huitou.config.cli import frames
from huitou.config.cli.speech import DOMAIN, LOCALES, language
from tests.config.commands import huitou

HANS, HANT = {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, {"LANG": "zh_TW.UTF-8", "LC_ALL": ""}
COMMANDS = Path(cli.__file__).parent


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_SG"}, "zh-hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-hant"),
        ({"LANG": "zh_HK.Big5"}, "zh-hant"),
        ({"LANG": "zh-Hant"}, "zh-hant"),
        ({"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
    ],
)
def test_the_terminal_says_which(environment, found):
    assert language(environment) == found


@pytest.mark.parametrize(
    ("environment", "head", "does", "unknown"),
    [
        (HANS, "用法：./huitou <命令> [--help]", "浏览器里的活演示店铺", "没有命令 'x'。"),
        (HANT, "用法：./huitou <命令> [--help]", "瀏覽器裡的活示範商店", "沒有命令 'x'。"),
        ({"LANG": "C.UTF-8", "LC_ALL": ""}, "Usage: ./huitou", "a living demo shop", "there is no command 'x'."),
    ],
)
def test_overview_help_and_errors_speak_it(tmp_path, environment, head, does, unknown):
    overview = huitou(tmp_path, "--help", **environment).stdout
    assert overview.startswith(head)
    assert does in overview
    assert unknown in huitou(tmp_path, "x", **environment).stderr


def test_a_commands_help_its_options_and_its_failures_are_chinese(tmp_path):
    helped = huitou(tmp_path, "worker", "--help", COLUMNS="200", **HANS).stdout
    assert "运行任务：邮件、退款、期限。" in helped
    assert "死掉的会重新启动" in helped
    assert "选项" in helped
    assert "用法：./huitou worker [选项]" in helped
    assert "显示这段说明后退出。" in helped
    assert "Usage" not in helped
    port = huitou(tmp_path, "serve", "--port", "1", "--host", "203.0.113.1", **HANT)
    assert port.returncode == 1
    assert "無法開啟 203.0.113.1:1" in port.stderr
    nothing = huitou(tmp_path, "migrate", DATABASE_URL="nonsense", **HANS)
    assert "不是 PostgreSQL 地址" in nothing.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("shop", "create"), "缺少 'slug'。"),
        (("worker", "--concurency", "3"), "没有选项 --concurency。你是不是想用 --concurrency？"),
        (("worker", "--nope"), "没有选项 --nope。"),
        (("worker", "--processes"), "选项 --processes 不是这样用的。"),
        (("worker", "--processes", "x"), "'--processes' 的值无效：需要填整数。"),
        (("worker", "--processes", "65"), "'--processes' 的值无效：最多 64。"),
        (("shop", "list", "extra"), "多出来的内容：extra"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_told(monkeypatch, words, said):
    """In this process: a process of its own would cost a second each."""
    chinese = gettext.translation(DOMAIN, str(LOCALES), ["zh_Hans"])
    monkeypatch.setattr(frames, "_", chinese.gettext)
    app = import_module(f"{cli.__name__}.{words[0]}_command").app
    shown = CliRunner().invoke(app, words[1:], prog_name=f"./huitou {words[0]}", env={"COLUMNS": "100"})
    assert shown.exit_code == 2
    assert said in shown.stderr
    assert f"用法：./huitou {words[0]}" in shown.stderr


def test_every_text_of_the_commands_goes_through_the_catalogues():
    """What a command prints or raises in words is looked up; a text that is not would stay English for everybody."""
    bare = [
        f"{path.name}:{call.lineno}"
        for path in sorted(COMMANDS.glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _says(call) and call.args and _is_words(call.args[0])
    ]
    assert bare == []


def test_the_catalogue_holds_the_help_of_every_command():
    gathered = {message.id for message in translations.gather("config") if message.id}
    assert {"Run the jobs: mails, refunds, deadlines. Start as many workers as you like; stop them with Ctrl-C.",
            "Bring in orders. Run it again at any time: what is known stays as it is, what is new comes in.",
            "Tokens for the API."} <= gathered  # fmt: skip


def _says(call):
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"echo", "secho", "say", "BadParameter", "confirm", "prompt", "_stop"}


def _is_words(given):
    """A literal with two words or more; columns for programs (tabs, ids) are none."""
    if isinstance(given, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in given.values)
        literal = "".join(part.value for part in given.values if isinstance(part, ast.Constant))
    elif isinstance(given, ast.Constant) and isinstance(given.value, str):
        text = literal = given.value
    else:
        return False
    return "\t" not in text and len([word for word in literal.split() if word.strip(".,:;()-").isalpha()]) > 1
