"""The addresses of the API. Included by the root list."""

from django.urls import include, path

from huitou.api.app import api
from huitou.api.door import patterns

_found, _app_name, _namespace = api.urls
urlpatterns = [path("api/v1/", include((patterns(_found), _app_name), namespace=_namespace))]
