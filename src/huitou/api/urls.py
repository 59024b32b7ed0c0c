"""The addresses of the API. Included by the root list."""

from django.urls import path

from huitou.api.app import api

urlpatterns = [path("api/v1/", api.urls)]
