"""Writes each mail as one `.eml` file that any mail programme opens: the default without a mail server.

Used by the settings through `HUITOU_EMAIL_URL=file:[folder]`. A mail that is handed over twice is one file.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """One file per mail, named after its Message-ID, readable by the owner alone."""

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path = file_path or getattr(settings, "EMAIL_FILE_PATH", None)
        if not path:
            raise ImproperlyConfigured("No folder for mails; write HUITOU_EMAIL_URL=file:/some/folder")
        self.folder = Path(path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; how many. Raises OSError where the folder cannot be written."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        built = message.message()
        name = re.sub(r"[^A-Za-z0-9._@-]", "", str(built["Message-ID"]))[:150]
        partial = self.folder / f"{name}.{os.getpid()}.part"
        # Whole or not at all: a reader of the folder never sees half a mail.
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(built.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own message takes it
        partial.replace(self.folder / f"{name}.eml")
