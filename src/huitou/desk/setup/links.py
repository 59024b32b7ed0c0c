"""The one-time link to /setup/, printed in the terminal: whoever can read the terminal may set up.

The secret stands behind the ``#``, works once and for an hour; afterwards the browser's session carries on.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huitou.accounts.digests import digest_of, new_credential
from huitou.accounts.models import SetupRun, Staff
from huitou.core.errors import HuitouError

LINK_LASTS = timedelta(hours=1)
SESSION_KEY = "setup.run"


class SetupLinkOver(HuitouError):
    """The link was used, is too old, or was never one."""

    code = "setup_link_over"
    status: ClassVar[int] = 410
    message = _("This link no longer works. Run ./huitou setup --link to get a new one.")


def new_link(run: SetupRun, *, at: datetime) -> str:
    """The full address; an earlier link of this setting-up ends."""
    secret = new_credential()
    run.link_digest = digest_of(secret)
    run.link_expires_at = at + LINK_LASTS
    run.save(update_fields=["link_digest", "link_expires_at"])
    return f"{settings.HUITOU_PUBLIC_URL}{reverse('setup:door')}#{secret}"


def open_link(request: HttpRequest, secret: str, *, at: datetime) -> SetupRun:
    """Use the link up and let this browser in. Raises: SetupLinkOver."""
    digest = digest_of(secret.strip())
    live = SetupRun.objects.filter(link_digest=digest, link_expires_at__gt=at, finished_at=None)
    run = live.first()
    if run is None or not live.filter(pk=run.pk).update(link_digest=None):
        raise SetupLinkOver()
    # A new session key, so that nobody who planted one gets in with it.
    request.session.cycle_key()
    request.session[SESSION_KEY] = str(run.pk)
    run.link_digest = None
    return run


def run_of(request: HttpRequest) -> SetupRun | None:
    """The setting-up that this browser may see: the one it opened, or the logged-in owner's unfinished one."""
    runs = SetupRun.objects.select_related("owner", "shop")
    opened = request.session.get(SESSION_KEY)
    run = runs.filter(pk=opened).first() if opened else None
    if run is None and isinstance(request.user, Staff):
        run = runs.filter(owner=request.user, finished_at=None).order_by("-created_at").first()
    if run is not None and run.owner_id is not None and request.user.pk != run.owner_id:
        return None
    return run
