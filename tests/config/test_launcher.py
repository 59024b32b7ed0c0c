"""`./huitou` itself, a POSIX shell script: which Python it takes, when it installs, what it says when it cannot.

The Python and pip below it are played by a small script; a real installation is made by `.ci/run` on each machine.
"""

import os
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.environment import PATIENCE_SECONDS, ROOT

TOOLS = "cat cksum dirname grep kill mkdir ps rm sh sleep tail touch wc printf".split()
# Notes what it is asked to do; `pip install` behaves as the variables say.
PYTHON = """#!/bin/sh
case "$*" in
    *"-m pip install"*)
        echo install >>"$NOTES"
        echo "Collecting one"
        sleep "${PIP_SECONDS:-0}"
        [ "${PIP_STATUS:-0}" -eq 0 ] || echo "ERROR: no matching distribution"
        exit "${PIP_STATUS:-0}" ;;
    *"-m venv"*)
        echo venv >>"$NOTES"
        mkdir -p "$3/bin"
        cat "$0" >"$3/bin/python"
        chmod +x "$3/bin/python" ;;
    *"-m huitou"*) echo "runs $*${PYTHONDONTWRITEBYTECODE:+ and compiles each time}" ;;
    *--version*) echo "Python ${VERSION:-3.11.0}" ;;
    *version_info*) exit "${TOO_OLD:-0}" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with the script, two short lock files, and a PATH that holds only what every machine has."""
    shutil.copy(ROOT / "huitou", tmp_path)
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "requirements-test.lock").write_text("one==1\ntwo==2\n")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in [*TOOLS, "chmod"]:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    return tmp_path


def give_python(checkout, name="python3"):
    path = checkout / "bin" / name
    path.write_text(PYTHON)
    path.chmod(0o755)


def start(checkout, *arguments, **environment):
    kept = {"PATH": str(checkout / "bin"), "NOTES": str(checkout / "notes"), "HOME": str(checkout)}
    return subprocess.Popen(
        [str(checkout / "huitou"), *arguments],
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(checkout, *arguments, **environment):
    process = start(checkout, *arguments, **environment)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out, err


def notes(checkout):
    path = checkout / "notes"
    return path.read_text().split() if path.exists() else []


def test_it_is_executable_and_plain_sh():
    assert (ROOT / "huitou").stat().st_mode & stat.S_IXUSR
    assert (ROOT / "huitou").read_text().startswith("#!/bin/sh\n")


def test_no_python_is_said(checkout):
    status, _, err = run(checkout, "doctor")
    assert status == 1
    assert "Python 3.11 or newer is needed, and no python3 was found" in err


def test_a_python_that_is_too_old_is_named_with_its_version(checkout):
    give_python(checkout)
    status, _, err = run(checkout, "doctor", TOO_OLD="1", VERSION="3.10.13")
    assert status == 1
    assert f"{checkout}/bin/python3 is Python 3.10.13" in err
    assert not (checkout / ".venv").exists()


def test_it_installs_once_and_again_only_when_the_lock_changed(checkout):
    give_python(checkout)
    status, out, err = run(checkout, "doctor", "--data", "x y")
    assert (status, out) == (0, "runs -m huitou doctor --data x y\n")
    assert "Installing 1 pinned packages" in err
    assert notes(checkout) == ["venv", "install"]
    assert run(checkout, "doctor") == (0, "runs -m huitou doctor\n", "")
    assert notes(checkout) == ["venv", "install"]
    (checkout / "requirements.lock").write_text("one==2\n")
    run(checkout, "doctor")
    assert notes(checkout) == ["venv", "install", "install"]


def test_bytecode_is_kept_where_the_image_forbids_it(checkout):
    give_python(checkout)
    assert run(checkout, "doctor", PYTHONDONTWRITEBYTECODE="1")[1] == "runs -m huitou doctor\n"


def test_the_tests_get_their_own_lock_beside(checkout):
    give_python(checkout)
    run(checkout, "doctor")
    run(checkout, "test")
    run(checkout, "doctor")
    run(checkout, "lint")
    assert notes(checkout) == ["venv", "install", "install"]


def test_a_failed_installation_shows_why_and_is_tried_again(checkout):
    give_python(checkout)
    status, out, err = run(checkout, "doctor", PIP_STATUS="1")
    assert (status, out) == (1, "")
    assert "ERROR: no matching distribution" in err
    assert "the packages could not be installed" in err
    assert not (checkout / ".venv.lock").exists()
    assert run(checkout, "doctor")[0] == 0


def test_an_interrupted_installation_is_done_again(checkout):
    give_python(checkout)
    process = start(checkout, "doctor", PIP_SECONDS="20")
    patience = time.monotonic() + PATIENCE_SECONDS
    while "install" not in notes(checkout):
        assert time.monotonic() < patience
        time.sleep(0.05)
    process.terminate()
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 143
    assert not (checkout / ".venv.lock").exists()
    assert run(checkout, "doctor")[:2] == (0, "runs -m huitou doctor\n")


def test_two_starts_at_once_install_once(checkout):
    give_python(checkout)
    both = [start(checkout, "doctor", PIP_SECONDS="1") for _ in range(2)]
    ends = [process.communicate(timeout=PATIENCE_SECONDS) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert notes(checkout) == ["venv", "install"]
    assert any("Waiting for another ./huitou" in err for _, err in ends)


def test_the_lock_of_a_killed_start_is_taken_over(checkout):
    give_python(checkout)
    dead = subprocess.Popen(["true"])
    dead.wait()
    (checkout / ".venv.lock").mkdir()
    (checkout / ".venv.lock" / "pid").write_text(f"{dead.pid}\n")
    assert run(checkout, "doctor")[0] == 0


def test_it_works_from_another_folder_and_through_a_path_with_spaces(checkout, tmp_path_factory):
    spaced = tmp_path_factory.mktemp("a b")
    for name in ("huitou", "requirements.lock", "requirements-test.lock"):
        shutil.copy(checkout / name, spaced)
    shutil.copytree(checkout / "bin", spaced / "bin", symlinks=True)
    give_python(spaced)
    assert run(spaced, "doctor")[:2] == (0, "runs -m huitou doctor\n")


@pytest.fixture
def somebody_elses():
    """A folder that everybody may read and only its owner may change."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_checkout_of_somebody_else_that_is_not_set_up_says_so(somebody_elses):
    folder = somebody_elses
    shutil.copy(ROOT / "huitou", folder)
    (folder / "requirements.lock").write_text("one==1\n")
    done = subprocess.run(
        [str(folder / "huitou"), "doctor"],
        user=65534,
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert done.returncode == 1
    assert f"cannot write to {folder}" in done.stderr
