"""Imports the rooms of every area that register themselves (verbs, subscribers, jobs, personal data) at the start.

Called by the core app's `ready`. It must never be used to reach an area from below.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

ROOMS = ("access", "verbs", "sentences", "subscribers", "jobs", "personal_data")


def import_rooms() -> None:
    """Import these rooms of each installed area, where the area has them."""
    for app in apps.get_app_configs():
        if not app.name.startswith("huitou."):
            continue
        for room in ROOMS:
            name = f"{app.name}.{room}"
            if find_spec(name) is not None:
                import_module(name)
