"""The addresses on a shop's own host: its buyers' pages at the root, text messages' and the language switch, no more.

Named by the settings; `accounts.domains.door` puts it in the place of the root list for such a request.
"""

from django.urls import include, path, register_converter
from django.views.i18n import set_language

from huitou.accounts.domains.door import OwnShop
from huitou.portal.urls import pages
from huitou.portal.views.accounts.short import short_link

register_converter(OwnShop, "own_shop")

handler500 = "huitou.config.no_room.broken"
urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("t/<str:code>", short_link, name="short_link"),
    path("<own_shop:slug>", include((pages, "portal"))),
]
