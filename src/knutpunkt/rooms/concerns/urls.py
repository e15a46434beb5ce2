"""The addresses of this room."""

from django.urls import path

from knutpunkt.rooms.concerns.views import absence, answering, noticing, panel, reporting, rules, triage

app_name = "concerns"
urlpatterns = [
    path("iakttagelser/", triage.triage, name="triage"),
    path("iakttagelser/ny/", noticing.new, name="new"),
    path("iakttagelser/mina/", noticing.mine, name="mine"),
    path("iakttagelser/<uuid:pk>/", triage.concern, name="concern"),
    path("iakttagelser/<uuid:pk>/kvitto/", noticing.receipt, name="receipt"),
    path("iakttagelser/<uuid:pk>/klassen/", answering.universally, name="universally"),
    path("iakttagelser/<uuid:pk>/samarbete/", triage.to_case, name="to_case"),
    path("iakttagelser/<uuid:pk>/ingen-atgard/", answering.no_measure, name="no_measure"),
    path("iakttagelser/<uuid:pk>/klart/", answering.finish, name="finish"),
    path("iakttagelser/<uuid:pk>/rektorn/", triage.ask_head_teacher, name="ask_head_teacher"),
    path("iakttagelser/<uuid:pk>/barnet/", triage.recognise, name="recognise"),
    path("stammer-det/", triage.asked, name="asked"),
    path("stammer-det/<uuid:pk>/", answering.is_it_true, name="is_it_true"),
    path("barn/<uuid:child>/iakttagelser/", panel.panel, name="panel"),
    path("barn/<uuid:child>/narvaro/", panel.attendance, name="attendance"),
    path("franvaro/", absence.investigations, name="investigations"),
    path("franvaro/barn/<uuid:child>/", absence.decide, name="decide"),
    path("franvaro/<uuid:pk>/", absence.investigation, name="investigation"),
    path("franvaro/<uuid:pk>/samtal/", absence.heard, name="heard"),
    path("franvaro/<uuid:pk>/skickat/<str:whom>/", absence.notified, name="notified"),
    path("franvaro/<uuid:pk>/klar/", absence.conclude, name="conclude"),
    path("administration/regler/", rules.rules, name="rules"),
    path("administration/regler/<uuid:body>/", rules.body_rules, name="body_rules"),
    path("administration/regler/<uuid:body>/rutiner/", rules.change_routine, name="change_routine"),
    path("administration/regler/<uuid:body>/regel/<slug:code>/", rules.rule, name="rule"),
    path("administration/regler/<uuid:body>/regel/<slug:code>/andra/", rules.change_rule, name="change_rule"),
    path("orosanmalan/", reporting.reports, name="reports"),
    path("orosanmalan/barn/<uuid:child>/", reporting.write, name="write_report"),
    path("orosanmalan/<uuid:pk>/", reporting.report, name="report"),
    path("orosanmalan/<uuid:pk>/kvittens/", reporting.confirmed, name="confirmed"),
]
