"""Sets the environment of a test run before the settings are read (loaded by `-p`, see pyproject.toml).

The tests have a data folder of their own inside HUITOU_DATA, so they never touch a shop's database or files.
"""

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# For what must come: only what hangs takes so long, however much else the machine has to do.
PATIENCE_SECONDS = 900

if os.environ.get("HUITOU_TESTING") != "yes":
    data = Path(os.environ.get("HUITOU_DATA") or ROOT / "data").absolute()
    os.environ |= {
        "HUITOU_TESTING": "yes",
        "HUITOU_DATA": str(data / "test"),
        "HUITOU_PUBLIC_URL": "http://localhost:8000",
        "HUITOU_EMAIL_URL": "memory:",
        "HUITOU_SECRET_KEY": "of the tests; protects nothing",
        "HUITOU_CLOCK_MOVABLE": "no",
        "HUITOU_SANDBOX": "yes",
        "HUITOU_LOG_LEVEL": "WARNING",
        # Playwright runs an event loop in the test's thread; Django would refuse the database there.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "yes",
        "DJANGO_SETTINGS_MODULE": "huitou.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}".rstrip(os.pathsep),
    }
    for name in ("HUITOU_DEMO", "HUITOU_DEBUG", "HUITOU_HOSTS", "HUITOU_BEHIND_PROXY", "HUITOU_LOG_JSON"):
        os.environ.pop(name, None)
# The product, the libraries and six thousand tests stay; to look through them for garbage after every 700 new objects
# takes a third of the collection of the tests and a twentieth of the rest.
gc.set_threshold(100_000, 20, 20)
if str(ROOT / "src") not in sys.path:
    sys.path.insert(0, str(ROOT / "src"))
