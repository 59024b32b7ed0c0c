"""The addresses of the platform's pages. Included by the root list."""

from django.urls import include, path

from huitou.platform.views import cases, insights, money, people, shops, templates

own = [
    path("", shops.home, name="home"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<uuid:invitation>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("people/<uuid:person>/remove/<slug:role>/", people.remove, name="remove_role"),
    path("people/<uuid:person>/switch/<slug:to>/", people.switch, name="switch"),
    # No shop is called “-”: such addresses are the platform's own.
    path("-/performance/", insights.comparison, name="performance"),
    path("-/templates/", templates.templates, name="templates"),
    path("-/templates/<uuid:template>/", templates.template, name="template"),
    path("-/templates/<uuid:template>/retire/", templates.retire, name="retire_template"),
    path("<slug:slug>/", shops.shop, name="shop"),
    path("<slug:slug>/money/", money.money, name="money"),
    path("<slug:slug>/money/statements/", money.day, name="statement_of_day"),
    path("<slug:slug>/money/<slug:deed>/", money.act, name="money_act"),
    path("<slug:slug>/money/statements/<str:period>.<slug:form>", money.statement, name="statement"),
    path("<slug:slug>/cases/<str:ref>/", cases.case, name="case"),
    path("<slug:slug>/cases/<str:ref>/message/", cases.message, name="message"),
    path("<slug:slug>/cases/<str:ref>/bundle.zip", cases.bundle, name="bundle"),
    path("<slug:slug>/cases/<str:ref>/photos/<uuid:photo>/", cases.evidence, name="photo"),
    path("<slug:slug>/cases/<str:ref>/take/", cases.take, name="take"),
    path("<slug:slug>/cases/<str:ref>/hand-over/", cases.hand_over, name="hand_over"),
    path("<slug:slug>/cases/<str:ref>/conflict/", cases.conflict, name="conflict"),
    path("<slug:slug>/cases/<str:ref>/<slug:action>/", cases.act, name="act"),
]

urlpatterns = [path("platform/", include((own, "platform")))]
