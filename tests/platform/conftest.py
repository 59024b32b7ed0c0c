"""The people of tests/desk, for the platform's pages."""

from tests.desk.conftest import asked, desk, static_folder  # noqa: F401  (fixtures)
