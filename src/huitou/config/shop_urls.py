"""The addresses on a shop's own host: its buyers' pages at the root, the language switch, and nothing else.

Named by the settings; `accounts.domains.door` puts it in the place of the root list for such a request.
"""

from django.urls import include, path, register_converter
from django.views.i18n import set_language

from huitou.accounts.domains.door import OwnShop
from huitou.portal.urls import pages

register_converter(OwnShop, "own_shop")

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("<own_shop:slug>", include((pages, "portal"))),
]
