"""The documentation page: Swagger UI from ninja's own wheel, started by a script of ours, so that no page script is
inline and nothing is loaded from elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class LocalSwagger(DocsBase):
    """Renders `api/docs.html`."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page, with the address of the OpenAPI document."""
        return render(
            request, "api/docs.html", {"api": api, "openapi_url": reverse(f"{api.urls_namespace}:openapi-json")}
        )
