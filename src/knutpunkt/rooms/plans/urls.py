"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.plans import views

app_name = "plans"
urlpatterns = [
    path("arenden/<uuid:pk>/planen/", views.panel, name="panel"),
    path("arenden/<uuid:pk>/kartlagg/", views.assess, name="assess"),
    path("kartlaggningar/<uuid:pk>/", views.assessment, name="assessment"),
    path("arenden/<uuid:pk>/planer/ny/", views.new, name="new"),
    path("planer/<uuid:pk>/", views.plan, name="plan"),
    path("planer/<uuid:pk>/andra/", views.change, name="change"),
    path("planer/<uuid:pk>/mal/nytt/", views.add_goal, name="add_goal"),
    path("planer/<uuid:pk>/mal/<uuid:goal>/insats/", views.add_measure, name="add_measure"),
    path("planer/<uuid:pk>/insatser/<uuid:measure>/avsluta/", views.end_measure, name="end_measure"),
    path("planer/<uuid:pk>/avsluta/", views.end, name="end"),
    path("planer/<uuid:pk>/oppna/", views.reopen, name="reopen"),
    path("planer/<uuid:pk>/pdf/", views.pdf, name="pdf"),
]
