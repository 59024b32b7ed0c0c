"""The platform's pages: every view of a shop is wrapped by `platform_view` and works with a StaffVisit.

The platform's people reach every shop; the owner of a shop that stands alone reaches their own, as its last instance.
"""

from huitou.accounts.access import platform_actor
from huitou.accounts.staff_pages import ActorOf, View, staff_view

OF_PLATFORM: ActorOf = platform_actor


def platform_view(view: View) -> View:
    """Wrap `view(visit, **path)` of a shop; looking needs `disputes.view`."""
    return staff_view(OF_PLATFORM, "disputes.view", "platform/failure.html")(view)
