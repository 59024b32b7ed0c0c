"""What orders do with events of their own: the letters about what is owed by hand."""

from huitou.orders import owed_letters  # noqa: F401  (registers itself)
