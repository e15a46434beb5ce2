"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.consents import views

app_name = "consents"
urlpatterns = [
    path("arenden/<uuid:pk>/samtycken/", views.panel, name="panel"),
    path("arenden/<uuid:pk>/samtycken/fraga/", views.ask, name="ask"),
    path("samtycken/<uuid:pk>/", views.consent_request, name="request"),
    path("samtycken/<uuid:pk>/aterkalla/", views.withdraw, name="withdraw"),
    path("samtycken/<uuid:pk>/bedomning/", views.judge, name="judge"),
    path("samtycken/<uuid:pk>/papper/", views.paper, name="paper"),
    path("arenden/<uuid:pk>/lamna-ut/", views.disclose, name="disclose"),
    path("utlamnanden/<uuid:pk>/", views.disclosure, name="disclosure"),
]
