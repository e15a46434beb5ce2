"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.safeguards.views import conflicts, emergencies, holds, protected, requests, viewing

app_name = "safeguards"
urlpatterns = [
    path("skydd/", requests.overview, name="overview"),
    path("jav/", conflicts.conflicts, name="conflicts"),
    path("jav/anmal/", conflicts.declare, name="declare"),
    path("jav/<uuid:pk>/avsluta/", conflicts.end, name="end_conflict"),
    path("barn/<uuid:pk>/jag-kanner-barnet/", conflicts.knows, name="knows"),
    path("nodoppning/", emergencies.open_one, name="open_emergency"),
    path("nodoppningar/", emergencies.emergencies, name="emergencies"),
    path("nodoppningar/<uuid:pk>/stang/", emergencies.close, name="close_emergency"),
    path("nodoppningar/<uuid:pk>/bekrafta/", emergencies.second, name="second_emergency"),
    path("nodoppningar/<uuid:pk>/ga-igenom/", emergencies.review, name="review_emergency"),
    path("barn/<uuid:pk>/innan-du-tar-kontakt/", holds.warnings, name="warnings"),
    path("barn/<uuid:pk>/skydd/", holds.panel, name="panel"),
    path("barn/<uuid:pk>/skyddade-personuppgifter/", protected.protected, name="protected"),
    path("barn/<uuid:pk>/kontaktsparr/", holds.hold, name="hold"),
    path("kontaktsparrar/<uuid:pk>/", holds.review, name="review_hold"),
    path("kontaktsparrar/<uuid:pk>/avsluta/", holds.end, name="end_hold"),
    path("barn/<uuid:pk>/begaran/", requests.receive, name="receive_request"),
    path("begaranden/<uuid:pk>/", requests.request_page, name="request"),
    path("begaranden/<uuid:pk>/utfor/", requests.carry_out, name="carry_out"),
    path("administration/uppdrag/<uuid:pk>/se-som/", viewing.view_as, name="view_as"),
    path("se-som/sluta/", viewing.stop, name="stop_viewing"),
]
