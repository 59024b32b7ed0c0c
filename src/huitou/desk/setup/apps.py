"""Names the setting-up for Django, which finds its templates and static files by it."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """The pages under /setup/; the label differs from every area's."""

    name = "huitou.desk.setup"
    label = "desk_setup"
