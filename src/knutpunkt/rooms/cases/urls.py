"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.cases.views import case, child, writing

app_name = "cases"
urlpatterns = [
    path("barn/", child.children, name="children"),
    path("barn/<uuid:pk>/", child.child, name="child"),
    path("barn/<uuid:pk>/fraga/", case.ask, name="ask"),
    path("sok/", child.search, name="search"),
    path("iakttagelser/<uuid:concern>/samarbeta/", case.open_case, name="open"),
    path("arenden/<uuid:pk>/bjud-in/", case.invite, name="invite"),
    path("arenden/<uuid:pk>/deltagande/<uuid:participation>/avsluta/", case.leave, name="leave"),
    path("arenden/<uuid:pk>/samordnare/", case.coordinator, name="coordinator"),
    path("arenden/<uuid:pk>/avsluta/", case.close, name="close"),
    path("arenden/<uuid:pk>/eftervard/", case.after_care, name="after_care"),
    path("arenden/<uuid:pk>/anteckningar/ny/", writing.new_note, name="new_note"),
    path("anteckningar/<uuid:pk>/", writing.note, name="note"),
    path("anteckningar/<uuid:pk>/andra/", writing.edit_note, name="edit_note"),
    path("anteckningar/<uuid:pk>/ta-bort/", writing.discard_note, name="discard_note"),
    path("arenden/<uuid:pk>/bilagor/ny/", writing.new_attachment, name="new_attachment"),
    path("bilagor/<uuid:pk>/", writing.attachment, name="attachment"),
    path("arenden/<uuid:pk>/barnets-ord/", writing.words, name="words"),
]
