"""The only way from a request to a mail: absent and forbidden look the same."""

from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.notifications.models import Mail
from huitou.notifications.queries import of_the_shop


def access_mail(actor: Actor, mail_id: UUID) -> Mail:
    """The mail of the actor's shop, whole, for someone who may see mails (`mails.view`). Inside `in_shop`.

    Raises: NotFound.
    """
    mail = of_the_shop(Mail.objects.filter(shop_id=actor.shop_id, pk=mail_id)).first()
    if mail is None or not actor.may("mails.view"):
        raise NotFound()
    return mail
