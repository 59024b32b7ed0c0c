"""The addresses of a shop's pages for buyers, all below /s/<shop>/. Included by the root list."""

from django.urls import include, path

from huitou.portal.views.accounts.demo import demo, mails
from huitou.portal.views.accounts.enter import enter, leave
from huitou.portal.views.accounts.look_up import code, look_up, resend
from huitou.portal.views.cases.apply import apply
from huitou.portal.views.cases.case import case, deed, message, photos
from huitou.portal.views.cases.evidence import photo
from huitou.portal.views.core.brand import brand, logo
from huitou.portal.views.core.how import how
from huitou.portal.views.core.lost import lost
from huitou.portal.views.orders.listing import orders
from huitou.portal.views.orders.order import order
from huitou.portal.views.policies.policy import policy

pages = [
    path("", look_up, name="look_up"),
    path("code/", code, name="code"),
    path("code/resend/", resend, name="resend"),
    path("enter/", enter, name="enter"),
    path("leave/", leave, name="leave"),
    path("demo/", demo, name="demo"),
    path("demo/mails/", mails, name="demo_mails"),
    path("orders/", orders, name="orders"),
    path("orders/<str:number>/", order, name="order"),
    path("orders/<str:number>/apply/", apply, name="apply"),
    path("cases/<str:ref>/", case, name="case"),
    path("cases/<str:ref>/say/", message, name="say"),
    path("cases/<str:ref>/add_evidence/", photos, name="add_evidence"),
    path("cases/<str:ref>/<slug:action>/", deed, name="deed"),
    path("photos/<uuid:photo>/", photo, name="photo"),
    path("policy/", policy, name="policy"),
    path("how/", how, name="how"),
    path("brand.css", brand, name="brand"),
    path("logo/", logo, name="logo"),
    path("<path:rest>", lost, name="lost"),
]

urlpatterns = [path("s/<slug:slug>/", include((pages, "portal")))]
