"""What people say in a case. Erasable: events hold only a salted digest of it."""

from django.db import models

from huitou.core.models import Personal, SameShop


class Message(Personal):
    """`role` and `author_id` as in the actor; `with_action` is the step that it came with (`refuse`, `offer`, …).

    `buyer_knows_at`, `shop_knows_at`: when that side read it on the page, or was sent its words by mail.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="messages", db_constraint=False, db_index=False
    )
    role = models.CharField(max_length=16)
    author_id = models.CharField(max_length=80)
    author_name = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    with_action = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    buyer_knows_at = models.DateTimeField(null=True)
    shop_knows_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [SameShop(field="case", to="cases.Case", name="cases_message_case")]
        indexes = [models.Index(fields=["shop", "case", "at"], name="cases_message_by_case")]
