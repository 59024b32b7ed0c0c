"""The example files of `deploy/` as an operator would use them: nothing in them that the product does not know."""

import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from huitou.config import asgi, surroundings
from huitou.config.cli import COMMANDS
from tests.environment import PATIENCE_SECONDS, ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


@contextmanager
def answering(text: Callable[[], str]) -> Iterator[str]:
    """A web server that says the text to whoever asks; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text().encode())

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ran(*command: str | Path, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False, **more
    )


def or_skip(program: str) -> str:
    found = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"{program} is not installed here")
    return found


def test_every_setting_is_one_that_the_program_reads_and_the_docs_explain():
    settings = (ROOT / "src/huitou/config/settings.py").read_text()
    explained = (ROOT / "docs/operations/settings.md").read_text()
    named = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "huitou.env").read_text(), re.MULTILINE)
    assert len(named) > 6
    for name in named:
        assert f'"{name}"' in settings
        assert f"`{name}`" in explained


def test_units_start_commands_that_there_are():
    started = [
        words
        for unit in UNITS
        for words in re.findall(r"^ExecStart=.*?/opt/huitou/huitou (\S+)", unit.read_text(), re.MULTILINE)
    ]
    assert sorted(started) == ["backup", "serve", "worker"]
    assert set(started) <= set(COMMANDS)


def test_the_proxies_let_through_what_the_server_takes_and_lead_to_the_same_ports():
    limit = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx/huitou-site.conf").read_text())
    assert limit is not None
    assert int(limit[1]) * 1024**2 == asgi.LARGEST_BODY_BYTES
    for file in ("nginx/huitou.conf", "caddy/Caddyfile"):
        assert {"8000", "8001"} <= set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / file).read_text()))


def test_nginx_takes_its_files(tmp_path):
    nginx = or_skip("nginx")
    openssl = or_skip("openssl")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ran(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=service.example.com",
               "-keyout", key, "-out", certificate)  # fmt: skip
    assert made.returncode == 0, made.stderr
    for file in (DEPLOY / "nginx").glob("*.conf"):
        text = file.read_text().replace("/etc/letsencrypt/live/service.example.com", str(tmp_path))
        text = text.replace("/etc/nginx/snippets", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
        # It opens what it listens to for the test: no port of this machine.
        text = re.sub(r"listen \[::\]:.*;\n", "", text)
        text = re.sub(r"listen (\d+)", rf"listen unix:{tmp_path}/\1.sock", text)
        (tmp_path / file.name).write_text(text)
    places = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{\n{places}include {tmp_path}/huitou.conf;\n}}\n"
    )
    tried = ran(nginx, "-t", "-q", "-p", tmp_path, "-c", whole)
    assert tried.returncode == 0, tried.stderr


def test_caddy_takes_its_file(tmp_path):
    caddy = or_skip("caddy")
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    tried = ran(caddy, "validate", "--adapter", "caddyfile", "--config", DEPLOY / "caddy/Caddyfile", env=home)
    assert tried.returncode == 0, tried.stderr


def test_systemd_takes_the_units(tmp_path):
    analyze = or_skip("systemd-analyze")
    names = []
    for unit in UNITS:
        file = tmp_path / unit.name.replace("@", "@8000")
        file.write_text(unit.read_text().replace("/opt/huitou/huitou", str(ROOT / "huitou")))
        names.append(file)
    tried = ran(analyze, "verify", "--man=no", *names)
    complaints = [line for line in tried.stderr.splitlines() if "huitou" in line]
    assert complaints == [], tried.stderr


def test_doctor_sees_whether_the_public_address_leads_here():
    from huitou.accounts.domains.looking import mark_of

    said = iter([mark_of("127.0.0.1"), "another installation"])
    with answering(lambda: next(said)) as url:
        assert surroundings._leads_here(url)[0] == "ok"
        level, sentence = surroundings._leads_here(url)
        assert (level, "Host" in sentence) == ("fail", True)
    level, sentence = surroundings._leads_here(url)
    assert (level, "refused" in sentence) == ("warn", True)


def test_doctor_is_not_thrown_by_something_that_is_no_web_server():
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet():
            conversation = door.accept()[0]
            with conversation:
                conversation.recv(1000)
                conversation.sendall(b"220 \x1b]0;mail\x07 here\r\n\r\n")

        threading.Thread(target=greet, daemon=True).start()
        level, sentence = surroundings._leads_here(f"http://127.0.0.1:{door.getsockname()[1]}")
    assert level == "warn"
    assert "\x1b" not in sentence


def test_doctor_names_a_proxy_that_is_not_told_of(monkeypatch):
    from huitou.config import settings

    monkeypatch.setattr(surroundings, "_leads_here", lambda url: ("ok", url))
    monkeypatch.setattr(settings, "HUITOU_PUBLIC_URL", "https://service.example.com")
    monkeypatch.setattr(settings, "HUITOU_TRUSTED_PROXIES", 0)
    assert [level for level, _ in surroundings.proxy()] == ["fail", "ok"]
    monkeypatch.setattr(settings, "HUITOU_TRUSTED_PROXIES", 1)
    monkeypatch.setattr(settings, "SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"), raising=False)
    assert [level for level, _ in surroundings.proxy()] == ["ok"]


@pytest.mark.usefixtures("database")
def test_doctor_misses_a_worker():
    (level, sentence), *_ = surroundings.workers()
    assert (level, "start ./huitou worker" in sentence) == ("warn", True)
    assert list(surroundings.clock()) == []
