"""“Follow us on WeChat”: a code on the buyer's own page that is theirs to scan, good once and for ten minutes."""

from datetime import timedelta

import structlog
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitou.accounts.limits import Limit, count
from huitou.core.actors import Actor
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.core.outgoing import CallFailed
from huitou.core.tenancy import in_shop
from huitou.notifications.channels.protocol import Follows
from huitou.notifications.channels.registry import channel
from huitou.notifications.reach import open_accounts
from huitou.notifications.verbs import make_follow_scene
from huitou.notifications.verbs.follow import LASTS
from huitou.portal.views.wishes.preferences import following, show
from huitou.portal.visit import Visit, portal_view

log = structlog.get_logger(__name__)
ASK_BY_CUSTOMER = Limit("follow.customer", times=10, window=timedelta(hours=1))


@require_POST
@portal_view
def follow(visit: Visit) -> HttpResponseBase:
    """The page with the code, or with why there is none now."""
    actor = visit.actor()
    page = reverse("portal:preferences", args=[visit.shop.slug])
    try:
        return show(visit, actor, page, follow_code=_code(visit, actor))
    except CallFailed as failed:
        log.warning("follow.no_code", shop=str(visit.shop.pk), reason=failed.reason)
        return show(visit, actor, page, follow_refused=_("WeChat does not answer now. Try again later."), status=503)
    except (NotFound, Forbidden):
        raise
    except HuitouError as error:
        log.warning("follow.no_code", shop=str(visit.shop.pk), code=error.code)
        return show(visit, actor, page, follow_refused=_("WeChat gives no code now. Try again later."), status=503)


def _code(visit: Visit, actor: Actor) -> str:
    """The address in the code. Raises: TooManyTries, Forbidden, NotFound, Misconfigured, CallFailed."""
    if actor.customer_id is None or actor.order_ids is not None:
        raise Forbidden()
    with in_shop(visit.shop):
        name = following(visit.shop.pk, open_accounts())
    adapter = channel(name) if name else None
    if not isinstance(adapter, Follows):
        raise NotFound()
    count([(ASK_BY_CUSTOMER, str(actor.customer_id))], at=visit.at)
    scene = make_follow_scene(customer_id=actor.customer_id, actor=actor, at=visit.at)
    # Outside any transaction: somebody else's server.
    return adapter.follow_code(str(visit.shop.pk), scene, int(LASTS.total_seconds()))
