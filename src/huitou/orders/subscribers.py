"""What orders do with events of their own: the letters about what is owed by hand."""

from huitou.orders import owed_letters, owed_reminders  # noqa: F401  (they register themselves)
