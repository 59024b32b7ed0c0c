"""The addresses of the API, and of the calls that payment providers make. Included by the root list."""

from django.urls import include, path

from huitou.api.app import api
from huitou.api.door import patterns
from huitou.api.views.insurer_notices import insurer_notice
from huitou.api.views.webhooks import carrier_hook, channel_hook, gateway_hook

_found, _app_name, _namespace = api.urls
urlpatterns = [
    path("api/v1/", include((patterns(_found), _app_name), namespace=_namespace)),
    path("hooks/messages/<slug:shop>/<slug:channel>/", channel_hook, name="channel_hook"),
    path("hooks/carriers/<slug:shop>/<slug:source>/", carrier_hook, name="carrier_hook"),
    path("hooks/<slug:gateway>/<slug:shop>/", gateway_hook, name="gateway_hook"),
    path("hooks/insurers/<slug:shop>/<slug:code>/", insurer_notice, name="insurer_notice"),
]
