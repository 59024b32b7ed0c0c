"""What a process knows that has only started: a worker opens no page, so nothing else is imported by and by."""

import os
import subprocess
import sys

ASKED = (
    "import django; django.setup()\n"
    "from huitou.core import verbs\n"
    "print(sorted({machine for machine, _action in verbs.registered()} - set(verbs._access)))\n"
)


def test_a_worker_finds_the_subjects_of_every_machine():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASKED], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "huitou.config.settings"},
    )  # fmt: skip
    assert done.stdout == "[]\n"
