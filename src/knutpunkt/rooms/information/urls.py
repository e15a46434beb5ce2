"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.information.views import bodies, telling

app_name = "information"
urlpatterns = [
    path("arenden/<uuid:pk>/information/", telling.panel, name="panel"),
    path("arenden/<uuid:pk>/beratta/", telling.tell, name="tell"),
    path("arenden/<uuid:pk>/beratta/<slug:occasion>/", telling.read, name="read"),
    path("arenden/<uuid:pk>/beratta/<slug:occasion>/pdf/", telling.paper, name="paper"),
    path("administration/regler/<uuid:body>/information/", bodies.body, name="body"),
    path("administration/regler/<uuid:body>/information/kontakt/", bodies.contact, name="contact"),
    path("administration/regler/<uuid:body>/information/<slug:occasion>/", bodies.general, name="general"),
    path(
        "administration/regler/<uuid:body>/information/<slug:occasion>/pdf/",
        bodies.paper,
        name="general_paper",
    ),
]
