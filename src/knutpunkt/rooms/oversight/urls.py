"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.oversight.views import disposing, handing, keeping, reviewing, settings

app_name = "oversight"
urlpatterns = [
    path("loggranskning/", reviewing.overview, name="overview"),
    path("loggranskning/omgang/<uuid:pk>/", reviewing.one_round, name="round"),
    path("loggranskning/granskning/<uuid:pk>/", reviewing.review, name="review"),
    path("loggranskning/person/", reviewing.person, name="person"),
    path("administration/gallring/", disposing.disposals, name="disposals"),
    path("gallringsstopp/", keeping.stops, name="stops"),
    path("gallringsstopp/<uuid:pk>/slapp/", keeping.lift, name="lift"),
    path("barn/<uuid:pk>/gallringsstopp/", keeping.stop, name="stop"),
    path("administration/gallring/<uuid:body>/", keeping.periods, name="periods"),
    path("administration/gallring/<uuid:body>/<slug:what>/", keeping.longer, name="longer"),
    path("administration/gallring/<uuid:body>/<slug:what>/regeln/", keeping.as_the_rule, name="as_the_rule"),
    path("barn/<uuid:pk>/lamna-ut/panel/", handing.panel, name="panel"),
    path("barn/<uuid:pk>/lamna-ut/", handing.new, name="new_handout"),
    path("utdrag/<uuid:pk>/", handing.handout, name="handout"),
    path("utdrag/<uuid:pk>/utdrag.<str:form>", handing.file, name="handout_file"),
    path("elevhalsomoten/", settings.meetings, name="meetings"),
    path("administration/granskningsrutin/", settings.routines, name="routines"),
    path("administration/granskningsrutin/<uuid:pk>/", settings.routine, name="routine"),
]
