"""The way without an interface: the change waits in the shop's queue until somebody has asked the carrier."""

from huitou.changes.interceptors.protocol import Abilities, Way
from huitou.parcels.models import Parcel


class ManualInterceptor:
    """Works with every carrier that answers the telephone."""

    code = "manual"

    def abilities(self, parcel: Parcel) -> Abilities:
        """A person may ask for anything; what the carrier says is recorded with the change's actions."""
        return Abilities(stops=True, redirects=True)

    def ask(self, parcel: Parcel, *, redirect: bool) -> Way:
        """A task for the shop."""
        return "task"
