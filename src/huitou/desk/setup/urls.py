"""The addresses of the setting-up. Included by the root list."""

from django.urls import include, path

from huitou.desk.setup import views

own = [
    path("", views.door, name="door"),
    path("done/", views.done, name="done"),
    path("<slug:step>/", views.step, name="step"),
    path("<slug:step>/skip/", views.skip, name="skip"),
]

urlpatterns = [path("setup/", include((own, "setup")))]
