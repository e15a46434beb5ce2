"""Pages of the import."""

from django.urls import path

from knutpunkt.rooms.intake import views

app_name = "intake"
urlpatterns = [
    path("import/", views.batches, name="batches"),
    path("import/<uuid:pk>/", views.batch, name="batch"),
    path("import/<uuid:pk>/las-in/", views.accept, name="accept"),
    path("import/<uuid:pk>/slang/", views.drop, name="drop"),
    path("import/<uuid:pk>/avvisade/", views.refused_rows, name="refused_rows"),
]
