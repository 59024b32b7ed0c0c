"""The sandbox's books hold nothing of people."""

from huitou.core.personal_registry import plain
from huitou.refunds.gateways.sandbox.models import Payout, PlannedFault

plain(Payout, "account key reference payment currency state failure_code", because="a provider that is none")
plain(PlannedFault, "account kind on", because="faults for tests")
