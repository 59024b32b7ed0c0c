"""What accounts hold of buyers: codes, sessions and tokens; and of the shop's people."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import (
    ApiToken,
    AttemptCount,
    BuyerGrant,
    CodeChallenge,
    Invitation,
    Membership,
    PagesDomain,
    PlatformRole,
    SetupRun,
    ShortLink,
    Staff,
)
from huitou.core.personal_registry import Holding, Keep, hold, plain, staff

hold(
    Holding(
        code="code",
        model=CodeChallenge,
        fields=("digest",),
        label=_("One-time codes"),
        purpose=_("To let you in without a password. Only a digest is stored."),
        whose="customer_id",
        keep=Keep(days=1, since=F("expires_at"), after=_("after the code has run out")),
        deleted=True,
        exported=False,
    )
)
hold(
    Holding(
        code="session",
        model=BuyerGrant,
        fields=("digest",),
        label=_("Sign-ins on your devices"),
        purpose=_("To keep you signed in for some hours."),
        whose="customer_id",
        keep=Keep(days=7, since=F("expires_at"), after=_("after the sign-in has ended")),
        untold=("digest",),
        shown=("way", "created_at", "expires_at", "ended_at"),
        deleted=True,
    )
)
hold(
    Holding(
        code="token",
        model=ApiToken,
        fields=("label",),
        label=_("Access for your own programs"),
        purpose=_("To let a program act for you, where you asked for that."),
        whose="customer_id",
        keep=Keep(days=365, since=F("expires_at"), after=_("after the access has ended")),
        shown=("created_at", "expires_at", "revoked_at", "last_used_at"),
        deleted=True,
    )
)
plain(BuyerGrant, "way", because="a code")
plain(ApiToken, "role digest prefix", because="a credential's digest")
plain(AttemptCount, "kind digest", because="keyed digests that nobody can turn back, for a day")
staff(Invitation, "email role", because="a colleague who was invited")
staff(Membership, "role muted", because="who works here")
staff(PagesDomain, "host token state proof found", because="the shop's own, and public in DNS")
staff(PlatformRole, "role", because="who works for the platform")
staff(SetupRun, "steps_done notes link_digest", because="the owner's own setting-up")
staff(Staff, "password email name locale", because="who works here")
plain(ShortLink, "digest place", because="a digest and a path with an order's number, which end after thirty days")
