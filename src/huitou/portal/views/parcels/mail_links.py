"""The picture and the link of a mail that is measured. Both addresses are signed and were made for that one mail.

The picture is the same whatever happens. The link leads to the one page that stood in the mail, on our own host; the
secret behind its `#` never reaches us here: browsers carry it on by themselves.
"""

from base64 import b64decode

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from huitou.accounts.buyers import door_to
from huitou.core.errors import NotFound
from huitou.notifications.measuring import mail_followed, mail_opened
from huitou.notifications.verbs import MailDeed
from huitou.portal.counting import count_mail
from huitou.portal.visit import Visit, portal_view
from huitou.retention.visits import is_machine, is_visit

# One transparent point.
PICTURE = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@portal_view
def mail_picture(visit: Visit, token: str) -> HttpResponseBase:
    """The point, whoever asks for whatever."""
    request = visit.request
    mail = mail_opened(visit.shop.pk, token)
    if mail is not None:
        count_mail(visit, mail, MailDeed.OPENED, machine=is_machine(request.META["REQUEST_METHOD"], request.headers))
    return HttpResponse(PICTURE, content_type="image/gif")


@require_safe
@portal_view
def mail_link(visit: Visit, token: str) -> HttpResponseBase:
    """On to the page. Raises: NotFound for an address that was not made here."""
    request = visit.request
    way = mail_followed(visit.shop.pk, token)
    if way is None:
        raise NotFound()
    mail, place = way
    count_mail(visit, mail, MailDeed.FOLLOWED, machine=not is_visit(request.META["REQUEST_METHOD"], request.headers))
    return HttpResponseRedirect(door_to(visit.shop, place, "").removesuffix("#"))
