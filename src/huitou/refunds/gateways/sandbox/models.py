"""The sandbox's books and its planned faults. They belong to "somebody else": no shop's row refers to them."""

from django.db import models
from django.db.models import Q


class Payout(models.Model):
    """What was asked for under a key, once. `calls` counts how often; `pays_at` is when an accepted one is paid."""

    class State(models.TextChoices):
        PAID = "paid"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    account = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    reference = models.CharField(max_length=40, unique=True)
    payment = models.CharField(max_length=120)
    asked_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices)
    failure_code = models.CharField(max_length=60, blank=True, default="")
    calls = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    pays_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="sandbox_payout_once_per_key"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="sandbox_payout_positive"),
        ]
        indexes = [models.Index(fields=["account", "at"], name="sandbox_payout_listing")]


class PlannedFault(models.Model):
    """The next call of the account goes wrong in this way, `remaining` times (for ever when null), in order of id.

    `on` is `refund`, `find` or empty for both; `seconds` and `minor` are what the kind needs.
    """

    class Kind(models.TextChoices):
        UNREACHABLE = "unreachable"  # refuses the connection: nothing done
        REFUSE = "refuse"  # fails for good
        ERROR = "error"  # an error on its side, nothing done, and nobody can know that
        LOSE_ANSWER = "lose_answer"  # pays, then the answer is lost
        ANSWER_TWICE = "answer_twice"  # pays, answers, and sends a notice as well
        PAY_DIFFERENT = "pay_different"  # pays `minor` more (or less) than asked
        SLOW = "slow"  # answers after `seconds`
        LATE = "late"  # accepts now, pays after `seconds`
        UNAUTHORISED = "unauthorised"  # our credentials are wrong

    account = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    on = models.CharField(max_length=8, blank=True, default="")
    remaining = models.PositiveIntegerField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    minor = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["account", "id"], name="sandbox_fault_next")]
