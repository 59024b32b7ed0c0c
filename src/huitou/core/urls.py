"""Addresses of core: the language switch and the living style guide."""

from django.urls import path
from django.views.i18n import set_language

from huitou.core.views.styleguide import styleguide

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
]
