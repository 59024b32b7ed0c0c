"""The jobs of accounts: the invitation's mail, looks at shops' own hosts, and clearing away what has run out.

Staff mails are plain text and go straight through Django's mail: the letters of ``notifications`` stand above.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import send_mail
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from huitou.accounts.domains.look_now import look_if_due
from huitou.accounts.limits import forget_old
from huitou.accounts.models import BuyerGrant, CodeChallenge, Invitation, PagesDomain
from huitou.accounts.short_links import forget_old_links
from huitou.accounts.verbs.invite import secret_of
from huitou.core.clock import now
from huitou.core.jobs import enqueue, periodic, task
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import every_shop, in_shop

KEEP_CHALLENGES = timedelta(days=1)
KEEP_GRANTS = timedelta(days=7)


def invitation_link(invitation: Invitation) -> str:
    """The address that lets the invited person in, once; the secret stands in the fragment."""
    return f"{settings.HUITOU_PUBLIC_URL}{reverse('accounts:join')}#{secret_of(invitation)}"


@task(name="accounts.send_invitation")
def send_invitation(*, invitation_id: str) -> None:
    """Write to the invited person, in the shop's language (the inviter's for the platform). One that is over: not."""
    invitation = (
        Invitation.objects.select_related("shop", "invited_by")
        .filter(pk=invitation_id, accepted_at=None, withdrawn_at=None)
        .first()
    )
    if invitation is None:
        return
    inviter = invitation.invited_by
    locale = invitation.shop.locale if invitation.shop else inviter.locale if inviter else settings.LANGUAGE_CODE
    with translation.override(locale):
        said = {
            "shop_name": invitation.place,
            "inviter": inviter,
            "link": invitation_link(invitation),
            "days": (invitation.expires_at - invitation.created_at).days,
        }
        subject = render_to_string("accounts/mails/invitation_subject.txt", said)
        body = render_to_string("accounts/mails/invitation.txt", said)
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [invitation.email])


@periodic("17 * * * *", name="accounts.forget_old")
def forget_what_has_run_out() -> None:
    """Every hour: counters, codes and sessions that are over."""
    clear(at=now())


def clear(*, at: datetime) -> None:
    """Delete counters, codes, kept values and sessions that are over, buyers' ones when they have been for long."""
    forget_old(at=at)
    forget_old_links(at=at)
    _forget_kept_values()
    SessionStore.clear_expired()
    for shop_id in every_shop():
        with in_shop(shop_id):
            CodeChallenge.objects.filter(shop_id=shop_id, expires_at__lt=at - KEEP_CHALLENGES).delete()
            BuyerGrant.objects.filter(shop_id=shop_id, expires_at__lt=at - KEEP_GRANTS).delete()


def _forget_kept_values() -> None:
    """The cache's own clearing begins when it is full, and every write counts its rows; its times are the system's."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM huitou_cache WHERE expires < now()")


@periodic("*/5 * * * *", name="accounts.look_at_domains")
def look_at_domains() -> None:
    """Every five minutes: one job for each host of a shop that is due for a look."""
    enqueue_looks(at=now())


def enqueue_looks(*, at: datetime) -> None:
    """A job per host, so that slow name servers of one shop hold up no other."""

    def work(shop_id: UUID) -> None:
        with in_shop(shop_id):
            for domain in PagesDomain.objects.filter(next_look_at__lte=at).values_list("pk", flat=True):
                enqueue(look_at_domain, once=f"accounts.domain:{domain}", shop=str(shop_id), domain=str(domain))

    shop_by_shop(work, failed="accounts.looking_at_domains_failed")


@task("accounts.look_at_domain")
def look_at_domain(*, shop: str, domain: str, **_more: object) -> None:
    """Look at one host."""
    look_if_due(UUID(shop), UUID(domain), at=now())
