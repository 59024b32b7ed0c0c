"""One mail as it was written, and how its delivery stands. Written by `verbs` and `jobs`, shown by the desk.

It is personal data: erasing it empties the address and the texts, and keeps that a mail was sent and when.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huitou.core.models import Personal

# In the key of a mail to one of the platform's people: it is theirs, and no page of the shop shows it.
TO_PLATFORM = ":platform:"


class MailState(models.TextChoices):
    """How a mail stands. `unaddressed`: there was no address that it could go to."""

    QUEUED = "queued", pgettext_lazy("mail", "Waiting to be sent")
    SENT = "sent", pgettext_lazy("mail", "Sent")
    FAILED = "failed", pgettext_lazy("mail", "Not sent")
    BOUNCED = "bounced", pgettext_lazy("mail", "Came back")
    UNADDRESSED = "unaddressed", pgettext_lazy("mail", "No address")


class Mail(Personal):
    """A mail to one reader. `key` says what it is about and to whom: in a shop, one key is one mail.

    `message_id` follows from shop and key, so that a mail which is handed over twice is recognised as one by
    the reader's mail programme. `last_error` is a code that `explanations.explain` puts into words.
    """

    # What `core.personal.erase` empties.
    PERSONAL_FIELDS: ClassVar = ("to_email", "to_name", "subject", "html", "text", "last_error_detail")

    key = models.CharField(max_length=200)
    to_email = models.CharField(max_length=254, blank=True)
    to_name = models.CharField(max_length=120, blank=True)
    locale = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    html = models.TextField()
    text = models.TextField()
    # Codes and addresses in the texts that open a door; blacked out there and emptied once the mail is gone.
    secrets = models.JSONField(default=list)
    # Switches such mails off with one click (RFC 8058); it opens nothing else. Empty for what concerns money or rights.
    unsubscribe_url = models.CharField(max_length=500, blank=True, default="", db_default="")
    # What is measured of it: `o` whether it is opened, `c` whether its link is followed. It was allowed when written.
    measures = models.CharField(max_length=2, blank=True, default="", db_default="")
    # Whose it is, where something is measured.
    read_by = models.UUIDField(null=True)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=MailState, default=MailState.QUEUED)
    message_id = models.CharField(max_length=200)
    provider_id = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    last_error_detail = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "id"], name="notifications_mail_shop_id"),
            models.UniqueConstraint(fields=["shop", "key"], name="notifications_mail_key"),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="notifications_mail_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "-queued_at"], name="notifications_mail_newest"),
            models.Index(fields=["shop", "about_id"], name="notifications_mail_about"),
            models.Index(fields=["shop", "message_id"], name="notifications_mail_message"),
            # Mails about a parcel that are none of its news, by their keys: `retention.messages` counts all of them.
            models.Index(
                fields=["shop", "queued_at"],
                include=["key"],
                condition=Q(about_type="parcels.parcel") & ~(Q(key__startswith="news:") | Q(key__startswith="news.")),
                name="notifications_mail_parcels",
            ),
            models.Index(
                fields=["shop", "-queued_at"],
                condition=~Q(state=MailState.SENT),
                name="notifications_mail_trouble",
            ),
            # Asked before every message: whether mails come back from there.
            models.Index(
                fields=["shop", "to_email", "-queued_at"],
                condition=Q(state=MailState.BOUNCED),
                name="notifications_mail_returned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"
