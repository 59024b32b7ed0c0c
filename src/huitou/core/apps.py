from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "huitou.core"
    label = "core"

    def ready(self) -> None:
        from huitou.core import deadlines, delivery, live, personal_erasure, prepared  # noqa: F401  (they register themselves)
        from huitou.core.personal_registry import check_settings
        from huitou.core.registry import import_rooms

        import_rooms()
        check_settings()
