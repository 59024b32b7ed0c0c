"""A kept mail as a message for a mail server. Called by `jobs.deliver` only; it reads no database."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from huitou.core.models import Shop
from huitou.notifications.addresses import AddressMalformed, bare, checked, with_name
from huitou.notifications.blackening import whole
from huitou.notifications.layout import LANGUAGE_TAGS
from huitou.notifications.measuring import measured_html
from huitou.notifications.message_ids import thread_id
from huitou.notifications.models import Mail


def message_of(mail: Mail, shop: Shop) -> EmailMultiAlternatives:
    """Text first, HTML second; sent in the shop's name from our address, answered to the shop's."""
    headers = {
        "Message-ID": mail.message_id,
        "Content-Language": LANGUAGE_TAGS[mail.locale],
        # RFC 3834: so that absence notes do not answer, and other robots leave it alone.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.about_id is not None:
        headers["References"] = thread_id(mail.shop_id, mail.about_type, mail.about_id)
    if mail.unsubscribe_url:
        # RFC 8058: the mail program posts to the address, without a cookie and without opening a page.
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    texts = whole(mail)
    message = EmailMultiAlternatives(
        subject=texts.subject,
        body=texts.text,
        from_email=with_name(shop.name, bare(settings.DEFAULT_FROM_EMAIL)),
        to=[with_name(mail.to_name, mail.to_email) if mail.to_name else mail.to_email],
        reply_to=_reply_to(shop),
        headers=headers,
    )
    message.attach_alternative(measured_html(texts.html, mail, shop) if mail.measures else texts.html, "text/html")
    # Providers hand this back with what they report; other backends do not read it.
    message.metadata = {"message_id": mail.message_id}  # type: ignore[attr-defined]
    return message


def _reply_to(shop: Shop) -> list[str]:
    try:
        return [with_name(shop.name, checked(shop.contact_email))]
    except AddressMalformed:
        return []
