"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.consents.views import answering, asking, disclosing

app_name = "consents"
urlpatterns = [
    path("arenden/<uuid:pk>/samtycken/", asking.panel, name="panel"),
    path("arenden/<uuid:pk>/samtycken/fraga/", asking.ask, name="ask"),
    path("samtycken/<uuid:pk>/", answering.consent_request, name="request"),
    path("samtycken/<uuid:pk>/aterkalla/", answering.withdraw, name="withdraw"),
    path("samtycken/<uuid:pk>/kortare-tid/", answering.shorten, name="shorten"),
    path("samtycken/<uuid:pk>/bedomning/", answering.judge, name="judge"),
    path("samtycken/<uuid:pk>/barnet-inte-tillfragat/", answering.child_not_asked, name="child_not_asked"),
    path("samtycken/<uuid:pk>/tillfragas-inte/", answering.leave_out, name="leave_out"),
    path("samtycken/<uuid:pk>/ta-tillbaka-fragan/", answering.take_back, name="take_back"),
    path("samtycken/<uuid:pk>/papper/", answering.paper, name="paper"),
    path("samtycken/<uuid:pk>/kvitto/<uuid:who>/", answering.receipt, name="receipt"),
    path("arenden/<uuid:pk>/lamna-ut/", disclosing.disclose, name="disclose"),
    path("arenden/<uuid:pk>/lamna-inte-ut/", disclosing.refuse, name="refuse"),
    path("utlamnanden/<uuid:pk>/", disclosing.disclosure, name="disclosure"),
    path("utlamnanden/<uuid:pk>/angra/", disclosing.undo, name="undo"),
    path("utlamnanden/<uuid:pk>/citera/<uuid:record>/", disclosing.quote, name="quote"),
]
