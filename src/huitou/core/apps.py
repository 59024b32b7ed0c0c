from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "huitou.core"
    label = "core"

    def ready(self) -> None:
        from huitou.core import deadlines, delivery, live  # noqa: F401  (they register themselves)
        from huitou.core.registry import import_rooms

        import_rooms()
