"""What can go wrong with a policy, said to the shop's people with the rule and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError, Invalid, NotFound
from huitou.policies.rules.problems import Problem


class PolicyRefused(HuitouError):
    """The document is empty, contradicts itself, or cannot be understood. `problems` holds every fault."""

    code = "policy_refused"
    status = 422
    message = _("The policy cannot be used as it is. Please mend this: %(problems)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems="; ".join(f"{p.where}: {p.code}" for p in self.problems))

    @property
    def sentences(self) -> list[str]:
        """One sentence for each fault, in the active language."""
        from huitou.policies.texts import say_problem

        return [say_problem(problem) for problem in self.problems]

    @property
    def text(self) -> str:
        """The whole message in the active language."""
        return str(self.message) % {"problems": " ".join(self.sentences)}


class PolicyBelowLaw(PolicyRefused):
    """The policy gives the buyer less than the law of a country it is for; each fault names the article."""

    code = "policy_below_law"
    message = _("The policy gives less than the law. Please raise it: %(problems)s")


class PolicyVersionNotFound(NotFound):
    """No such version in this shop."""

    code = "policy_version_not_found"
    message = _("We cannot find this version of the policy. Look at the list of versions.")


class AlreadyPublished(HuitouError):
    """A published version cannot be published again; it never changes."""

    code = "policy_already_published"
    message = _("Version %(number)s is already published and cannot change. Save a new draft instead.")


class AlreadyScheduled(HuitouError):
    """Only one version can wait for its day."""

    code = "policy_already_scheduled"
    message = _("Version %(number)s already waits for its day. Withdraw it first.")


class ScheduleOutOfBounds(Invalid):
    """A version is scheduled for a moment to come, within a year."""

    code = "policy_schedule_out_of_bounds"
    message = _("Choose a day after today, within a year.")


class NotScheduled(HuitouError):
    """Only a version that still waits for its day can be withdrawn."""

    code = "policy_not_scheduled"
    message = _("Version %(number)s does not wait for its day any more. Look at the list of versions.")


class DraftChanged(HuitouError):
    """Somebody else saved the draft after this one was opened."""

    code = "policy_draft_changed"
    message = _("Somebody saved the draft in the meantime. Look at what they changed, then save yours again.")


class PublishedLater(HuitouError):
    """A version cannot come into force before the one that it replaces."""

    code = "policy_published_later"
    message = _("Version %(number)s came into force after that moment. Choose a later time.")


def refusal(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the problems in JSON form, for problem details of the API."""
    return {"problems": [{"code": p.code, "where": p.where, "params": p.params} for p in problems]}
