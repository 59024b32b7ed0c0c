"""A mail shown as it was, for the desk, which frames it in a sandbox. No link in it opens a buyer's door."""

from huitou.notifications.blackening import blacked_out
from huitou.notifications.models import Mail


def html_as_it_was(mail: Mail) -> str:
    """The whole HTML document for a sandboxed frame; empty once erased. Secrets are blacked out."""
    return blacked_out(mail.html)


def text_as_it_was(mail: Mail) -> str:
    """The plain text; empty once erased. Secrets are blacked out."""
    return blacked_out(mail.text)


def subject_as_it_was(mail: Mail) -> str:
    """The subject; empty once erased. Secrets are blacked out."""
    return blacked_out(mail.subject)
