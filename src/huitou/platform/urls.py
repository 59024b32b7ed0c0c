"""The addresses of the platform's pages. Included by the root list."""

from django.urls import include, path

from huitou.platform.views import cases, shops

own = [
    path("", shops.home, name="home"),
    path("<slug:slug>/", shops.shop, name="shop"),
    path("<slug:slug>/cases/<str:ref>/", cases.case, name="case"),
    path("<slug:slug>/cases/<str:ref>/message/", cases.message, name="message"),
    path("<slug:slug>/cases/<str:ref>/photos/<uuid:photo>/", cases.evidence, name="photo"),
    path("<slug:slug>/cases/<str:ref>/<slug:action>/", cases.act, name="act"),
]

urlpatterns = [path("platform/", include((own, "platform")))]
