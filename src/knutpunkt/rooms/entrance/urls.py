from django.conf import settings
from django.urls import path

from knutpunkt.rooms.entrance import demo, frame, stepping_up, views

app_name = "entrance"
urlpatterns = [
    path("", frame.home, name="home"),
    path("healthz", frame.healthz, name="healthz"),
    path("logga-in/", views.sign_in, name="sign_in"),
    path("logga-in/kod/", views.code, name="code"),
    path("logga-in/ny-kod/", views.new_code, name="new_code"),
    path("logga-in/reservkoder/", views.recovery_codes, name="recovery_codes"),
    path("bekrafta/", stepping_up.confirm, name="confirm"),
    path("logga-ut/", views.sign_out, name="sign_out"),
    path("valkommen/", views.new_password, name="new_password"),
    path("valkommen/<str:token>/", views.welcome, name="welcome"),
    path("uppdrag/", views.choose_assignment, name="choose_assignment"),
    path("sprak/", frame.set_language, name="set_language"),
    path("tema/", frame.set_theme, name="set_theme"),
    path("hjalp/", frame.help_page, name="help"),
]
if settings.DEMO_SIGN_IN and not settings.PRODUCTION:
    urlpatterns.append(path("prova/", demo.choose, name="demo"))
