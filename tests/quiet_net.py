"""A net in which nothing is ever found, for every test that does not bring its own: tests ask no name server."""

from huitou.accounts.domains.net import Leads, LookFailed


class QuietNet:
    """No records, no pages."""

    def texts(self, name: str) -> list[str]:
        return []

    def leads(self, name: str) -> Leads:
        return Leads()

    def page(self, host: str, path: str) -> str:
        raise LookFailed("no_page")
