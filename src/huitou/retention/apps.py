"""Names the area for Django."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The area ``retention`` as a Django app."""

    name = "huitou.retention"
    label = "retention"

    def ready(self) -> None:
        """A parcel's first mail may carry a coupon."""
        from huitou.news.beside import adds_to_mails
        from huitou.retention.in_mails import coupon_for_mail

        adds_to_mails(coupon_for_mail)
