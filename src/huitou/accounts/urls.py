"""The addresses of log-in, invitations and the demo's doors, all under /staff/. Included by the root list."""

from django.urls import include, path

from huitou.accounts.views.demo import demo_sign_in
from huitou.accounts.views.home import home
from huitou.accounts.views.join import join, join_shop

own = [
    path("", home, name="home"),
    path("join/", join, name="join"),
    path("join/shop/", join_shop, name="join_shop"),
    path("demo/<slug:who>/", demo_sign_in, name="demo"),
]

urlpatterns = [
    path("staff/", include((own, "accounts"))),
    path("staff/", include("allauth.urls")),
]
