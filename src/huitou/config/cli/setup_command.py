"""`huitou setup`: opens a real shop in the terminal, or hands out the one-time link to /setup/."""

from huitou.config.cli.setup import app

__all__ = ["app"]
