"""At the door of the staff's pages: speak the person's language, and ask for a second factor where one is due.

Stands after authentication in the settings. Buyers' pages and the API pass untouched.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from huitou.accounts.mfa import lacks_mfa
from huitou.accounts.models import Staff

STAFF_PAGES = ("/desk/", "/platform/", "/setup/", "/staff/")
WORK_PAGES = ("/desk/", "/platform/")


class StaffDoor:
    """Runs on every request; costs a look at the path where no staff page is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(STAFF_PAGES):
            return self.get_response(request)
        staff = request.user
        if not isinstance(staff, Staff):
            return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(staff.locale)
            request.LANGUAGE_CODE = translation.get_language()
        if request.path.startswith(WORK_PAGES) and lacks_mfa(request):
            messages.info(request, _("Your role needs a second factor. Add one to go on to your work."))
            return redirect("mfa_index")
        return self.get_response(request)
