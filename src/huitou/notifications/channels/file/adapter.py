"""Text messages into a folder instead of to people: for the demo, for tests, and to try a shop out."""

import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.notifications.channels.adapting import Adapter, with_link
from huitou.notifications.channels.protocol import Limits, Outcome, Outgoing, Receipt


class FileOfMessages(Adapter):
    """One file per message in `messages/` of the data folder."""

    code = "file"
    medium = "sms"
    title = _("Sandbox: messages into a folder")
    limits = Limits(text=480)
    repeatable = True

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """The same id writes the same file."""
        folder = Path(settings.HUITOU_DATA) / "messages" / account
        folder.mkdir(parents=True, exist_ok=True)
        said = {"to": message.address, "text": with_link(message.text, message.link, self.limits.text)}
        (folder / f"{message.id}.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        return Receipt(outcome=Outcome.ACCEPTED, provider_id=f"file-{message.id}", parts=1)
