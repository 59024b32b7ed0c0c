"""A platform above the shop."""

import pytest

from tests.disputes.court import Court, court_of
from tests.portal.conftest import plain_static_files, sign_in  # noqa: F401  (fixtures)


@pytest.fixture
def court(world) -> Court:
    """The shop of `world` on a platform."""
    return court_of(world)
