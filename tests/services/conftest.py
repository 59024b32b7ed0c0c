"""The fixtures of the desk's and the portal's tests: repairs are seen from both sides."""

from tests.desk.conftest import desk, static_folder  # noqa: F401
from tests.portal.conftest import sign_in  # noqa: F401
