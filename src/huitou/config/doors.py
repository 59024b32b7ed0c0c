"""The ways into the demo, as the terminal prints them and `--once` tries them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Door:
    """One way in: for whom, where (a path that signs in by itself or needs no sign-in), and what else to know.

    `host`: where the path stands on a shop's own host.
    """

    who: str
    path: str
    note: str = ""
    host: str = ""
