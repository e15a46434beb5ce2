from django.urls import path, re_path

from knutpunkt.rooms.organisation.views import accounts, bodies, overview, professionals, units

app_name = "organisation"
_UUID = "(?P<pk>[0-9a-f-]{36})"
urlpatterns = [
    path("administration/", overview.overview, name="overview"),
    path("administration/medarbetare/", professionals.professionals, name="professionals"),
    path("administration/medarbetare/ny/", professionals.new_professional, name="new_professional"),
    path("administration/medarbetare/<uuid:pk>/", professionals.professional, name="professional"),
    path(
        "administration/medarbetare/<uuid:pk>/andra/",
        professionals.change_professional,
        name="change_professional",
    ),
    path(
        "administration/medarbetare/<uuid:pk>/nytt-uppdrag/",
        professionals.new_assignment,
        name="new_assignment",
    ),
    path("administration/medarbetare/<uuid:pk>/inloggning/", accounts.new_account, name="new_account"),
    path("administration/uppdrag/<uuid:pk>/avsluta/", professionals.end_assignment, name="end_assignment"),
    path("administration/uppdrag/<uuid:pk>/uppgift/", professionals.give_task, name="give_task"),
    path("administration/uppgift/<uuid:pk>/avsluta/", professionals.end_task, name="end_task"),
    path("administration/konto/<uuid:pk>/ny-lank/", accounts.new_link, name="new_link"),
    path("administration/konto/<uuid:pk>/stang/", accounts.disable_account, name="disable_account"),
    path("administration/konto/<uuid:pk>/oppna/", accounts.enable_account, name="enable_account"),
    path("administration/konto/<uuid:pk>/administrator/", accounts.let_administer, name="let_administer"),
    path("administration/administratorer/", bodies.administrators, name="administrators"),
    path("administration/enheter/", units.units, name="units"),
    path("administration/enheter/<uuid:pk>/", units.unit, name="unit"),
    path("administration/enheter/<uuid:pk>/andra/", units.change_unit, name="change_unit"),
    path("administration/enheter/<uuid:pk>/ansvarig/", units.name_responsible, name="name_responsible"),
    path("administration/enheter/<uuid:pk>/lagg-ner/", units.close_unit, name="close_unit"),
    path("administration/enheter/<uuid:pk>/oppna/", units.reopen_unit, name="reopen_unit"),
    path("administration/huvudman/", bodies.bodies, name="bodies"),
    path("administration/huvudman/ny/", bodies.new_body, name="new_body"),
    path("administration/huvudman/<uuid:pk>/utse/", bodies.appoint, name="appoint"),
    path("administration/huvudman/<uuid:pk>/ny-verksamhet/", bodies.new_agency, name="new_agency"),
    path("administration/kommun/ny/", bodies.new_municipality, name="new_municipality"),
    path("administration/verksamhet/<uuid:pk>/nytt-omrade/", bodies.new_area, name="new_area"),
    path("administration/sekretessomrade/<uuid:pk>/sekretess/", bodies.change_regime, name="change_regime"),
    path("administration/sekretessomrade/<uuid:pk>/ny-enhet/", units.new_unit, name="new_unit"),
    re_path(
        r"^administration/(?P<kind>kommun|verksamhet|sekretessomrade)/" + _UUID + r"/namn/$",
        bodies.rename,
        name="rename",
    ),
]
