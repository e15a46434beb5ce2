"""Renders the specimen pages of the design to a folder and serves them, to be looked at and tried with axe.

    python tests/house/design_specimen.py OUT      pictures at three widths in both themes, and axe

In: the templates in design/tests/specimen. Out: HTML and PNG files in OUT, and a line for each fault found.
"""

import os
import sys
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
DESIGN = ROOT / "src" / "knutpunkt" / "design"
# All else that axe asks is the same in every theme.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
AXE = ROOT / "tests" / "journeys" / "vendor" / "axe.min.js"
TODAY = date(2026, 11, 22)
PAGES = ("child", "day", "form", "empty", "table", "signin", "confirm", "refused")
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"


def configure() -> None:
    """The least of Django that the design needs."""
    settings.configure(
        INSTALLED_APPS=["knutpunkt.design", "django.contrib.staticfiles"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [DESIGN / "tests" / "specimen"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                    ]
                },
            }
        ],
        ROOT_URLCONF="design_specimen",
        STATIC_URL="/static/",
        LANGUAGE_CODE="sv",
        USE_I18N=True,
        USE_THOUSAND_SEPARATOR=True,
        TIME_ZONE="Europe/Stockholm",
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="specimen",
    )
    django.setup()


urlpatterns: list[Any] = []


def shell() -> dict[str, Any]:
    """What the context processor gives a kurator."""
    items = (
        ("Min dag", "day", 7, False),
        ("Barn och unga", "children", 0, True),
        ("Saknar ansvarig", "gap", 2, False),
        ("Iakttagelser att ta emot", "concern", 4, False),
        ("Statistik", "statistics", 0, False),
        ("Metoder", "methods", 0, False),
    )
    return {
        "items": [
            {
                "label": name,
                "url": "#",
                "icon": icon,
                "count": count,
                "current": here,
                "urgent": icon == "gap",
            }
            for name, icon, count, here in items
        ],
        "acting": {
            "role": "kurator",
            "unit": "Elevhälsan Lindskolan",
            "switch_url": "#",
            "has_several": True,
        },
        "person_name": "Sara Axelsson",
        "search_url": "/search",
        "can_search": True,
        "is_demo": True,
        "language": "sv",
        "theme": "light",
        "set_theme_url": "/theme",
        "set_language_url": "/language",
        "sign_out_url": "/out",
    }


def week_days(week: int) -> list[dict[str, Any]]:
    """A week of lessons for the picture."""
    if week == 44:
        return [{"date": None, "lessons": [], "note": "lov"} for _ in range(5)]
    days = []
    for weekday in range(5):
        lessons = ["present"] * (5 + (weekday + week) % 2)
        if week in {41, 43} and weekday == 2:
            lessons = ["valid"] * 6
        if week in {42, 45} and weekday > 1:
            lessons[: 2 + weekday % 3] = ["invalid"] * (2 + weekday % 3)
        if week == 43 and weekday in {0, 4}:
            lessons = ["invalid"] * 6
        if week == 46 and weekday == 3:
            lessons = ["unreported"] * 5 + ["present"]
        days.append({"date": TODAY, "lessons": lessons, "note": ""})
    return days


def child_context() -> dict[str, Any]:
    """A child's page with everything on it."""
    return {
        "people": [
            {"name": "Malin Nyström", "role": "mamma", "group": "family"},
            {"name": "Jonas Nyström", "role": "pappa", "group": "family"},
            {"name": "Kim Lund", "role": "elevcoach", "group": "school", "coordinator": True},
            {"name": "Sara Axelsson", "role": "kurator", "group": "school"},
            {"name": "Per Ek", "role": "mentor", "group": "school", "url": "#"},
            {"name": "Leyla Demir", "role": "BUP-behandlare", "group": "agency"},
            {"name": "Örjan Holm", "role": "fritidsledare", "group": "other", "paused": True},
        ],
        "follow_up": TODAY + timedelta(days=16),
        "process": [
            {"label": "Iakttagelse", "state": "done", "date": date(2026, 10, 2)},
            {"label": "Samarbete", "state": "done", "date": date(2026, 10, 12)},
            {"label": "Kartläggning", "state": "done", "date": date(2026, 10, 26)},
            {"label": "Plan", "state": "current", "note": "tredje versionen"},
            {"label": "Uppföljning", "state": "todo", "date": date(2026, 12, 8)},
        ],
        "goal1": [
            {"date": date(2026, 10, 20), "label": "kom inte", "state": "same"},
            {"date": date(2026, 10, 27), "label": "kom till grinden", "state": "better"},
            {"date": date(2026, 11, 10), "label": "stannade hela lektionen", "state": "better"},
            {"date": date(2026, 12, 8), "label": "följs upp", "state": "next"},
        ],
        "goal2": [
            {"date": date(2026, 10, 27), "label": "började i liten grupp", "state": "better"},
            {"date": date(2026, 11, 17), "label": "tufft när gruppen växte", "state": "harder"},
            {"date": date(2026, 12, 8), "label": "följs upp", "state": "next"},
        ],
        "weeks": [{"week": week, "days": week_days(week)} for week in range(40, 48)],
        "strengths": [
            "trivs i musiken",
            {"text": "närvaron stiger sedan v. 45", "source": "ur närvaron", "url": "#"},
            "en trygg vuxen i skolan",
        ],
        "risks": [
            {
                "text": "borta 31 % av lektionerna senaste fyra veckorna",
                "source": "var 9 % i våras",
                "url": "#",
            },
            "inget godkänt i matte i våras",
        ],
        "entries": [
            {
                "date": date(2026, 11, 17),
                "title": "Uppföljning av matten",
                "text": "Gruppen har blivit större. Alva vill pröva att börja tio minuter före de andra.",
                "who": "Per Ek, mentor",
                "icon": "goal",
                "ground": "consent",
            },
            {
                "date": date(2026, 11, 12),
                "title": "Alva skrev egna ord",
                "who": "Alva",
                "icon": "voice",
                "ground": "Alva har valt att visa detta för dig.",
            },
            {
                "date": date(2025, 10, 12),
                "title": "Vi började samarbeta",
                "who": "Sara Axelsson, kurator",
                "icon": "handover",
                "url": "#",
                "ground": "own_unit",
            },
        ],
        "pairs": [("Skola", "Lindskolan, 9B"), ("Mentor", "Per Ek"), ("Språk", "svenska"), ("Mejl", None)],
    }


def forms() -> dict[str, Any]:
    """A form with errors, a filter form, a sign-in form."""
    from django import forms

    class Concern(forms.Form):
        child = forms.CharField(label="Vem gäller det?", error_messages={"required": "Skriv vem det gäller."})
        what = forms.CharField(
            label="Vad ser du?",
            help_text="Bara det du själv har sett eller hört.",
            widget=forms.Textarea,
            error_messages={"required": "Skriv vad du har sett. En mening räcker."},
        )
        since = forms.DateField(label="Sedan när?", widget=forms.DateInput(attrs={"type": "date"}))
        tried = forms.ChoiceField(
            label="Har du provat något?",
            choices=[("talk", "Pratat med barnet"), ("home", "Pratat med hemmet"), ("no", "Inte än")],
            widget=forms.RadioSelect,
            error_messages={"required": "Välj det som stämmer bäst."},
        )
        levels = forms.MultipleChoiceField(
            label="Var märks det?",
            choices=[("class", "I klassrummet"), ("break", "På rasterna")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        told = forms.BooleanField(label="Barnet vet att jag skriver", required=False)

    class Choice(forms.Form):
        school = forms.ChoiceField(label="Skola", choices=[("", "Alla"), ("l", "Lindskolan")], required=False)
        mine = forms.BooleanField(label="Bara mina", required=False)

    class SignIn(forms.Form):
        user = forms.CharField(label="Användarnamn")
        password = forms.CharField(label="Lösenord", widget=forms.PasswordInput)

    bound = Concern({"child": "Alva Nyström", "since": "i våras", "what": ""})
    return {"form": bound, "filter_form": Choice(), "signin": SignIn(), "has_errors": False}


def table_context(count: int) -> dict[str, Any]:
    """So many rows; every state, colour and school is among the first twelve."""
    from django.core.paginator import Paginator

    given = ("Alva", "Edvin", "Mohammed", "Tuva", "Åsa", "Zeynep", "Ingrid", "Östen")
    family = ("Nyström", "Bergqvist", "Al-Rashid", "Öberg", "Sjöö-Lindahl", "Ek")
    states = (
        ("Plan finns", "good"),
        ("Väntar på svar", "wait"),
        ("Lovat i fredags", "warn"),
        ("Kartläggning", "neutral"),
    )
    rows = [
        {
            "name": f"{given[n % 8]} {family[n % 6]}",
            "year": n % 9 + 1,
            "school": ("Lindskolan", "Åsskolan", "Norra skolan")[n % 3],
            "due": TODAY + timedelta(days=n % 40 - 8),
            "state": states[n % 4][0],
            "tone": states[n % 4][1],
        }
        for n in range(count)
    ]
    return {"rows": rows, "page": Paginator(range(500), 50).page(3)}


def context(page: str, theme: str, rows: int) -> dict[str, Any]:
    """What a page is rendered with."""
    from django.contrib import messages
    from django.contrib.messages.storage.base import Message

    values: dict[str, Any] = {"today": TODAY, "shell": shell() | {"theme": theme}}
    values |= {
        "due_today": TODAY,
        "due_friday": TODAY - timedelta(days=2),
        "due_soon": TODAY + timedelta(days=3),
    }
    values |= child_context() | forms() | table_context(rows)
    if page == "day":
        values["messages"] = [Message(messages.SUCCESS, "Flyttat till fredag.", extra_tags="undo:/undo")]
    if page == "confirm":
        values |= {
            "heading": "Dra tillbaka samtycket?",
            "text": "Samtycket till BUP Lindhamra slutar gälla med en gång.",
            "consequences": ["BUP ser inte längre planen.", "Nya anteckningar delas inte."],
            "kept": ["Det BUP redan har skrivit i sin egen journal."],
            "confirm_label": "Dra tillbaka",
            "cancel_url": "#",
            "danger": True,
            "form": None,
        }
    if page == "signin":
        values["shell"] = None
    return values


def render(out: Path, rows: int) -> None:
    """All pages in both themes, and the static files beside them."""
    from django.template.loader import get_template
    from django.test import RequestFactory

    (out / "panel").write_text('<section class="k-section" data-kind="card">Hämtad del</section>')
    copytree(DESIGN / "static", out / "static", dirs_exist_ok=True)
    for page in PAGES:
        name = f"design/{page}.html" if page in {"confirm", "refused"} else f"{page}.html"
        for theme in ("light", "dark"):
            request = RequestFactory().get("/specimen", {"sort": "name"})
            request.COOKIES["theme"] = theme
            (out / f"{page}-{theme}.html").write_text(
                get_template(name).render(context(page, theme, rows), request)
            )


class Handler(SimpleHTTPRequestHandler):
    """Serves OUT under the product's content security policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def look(out: Path, pages: tuple[str, ...], widths: tuple[int, ...], pictures: bool) -> int:
    """Pictures and axe; returns the number of faults and prints them."""
    from playwright.sync_api import sync_playwright

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(out)))
    Thread(target=server.serve_forever, daemon=True).start()
    faults = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        for name in pages:
            for theme in ("light", "dark"):
                for width in widths:
                    tab = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=False)
                    tab.on(
                        "console",
                        lambda m: print("console:", m.text) if "panel" not in m.location["url"] else None,
                    )
                    tab.goto(f"http://127.0.0.1:{server.server_port}/{name}-{theme}.html")
                    if pictures:
                        tab.screenshot(path=out / f"{name}-{theme}-{width}.png", full_page=name != "table")
                    if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        print(f"{name} {theme} {width}: wider than the screen")
                        faults += 1
                    tab.evaluate(AXE.read_text())
                    asked = {"resultTypes": ["violations"]} | (COLOURS if theme == "dark" else {})
                    found = tab.evaluate("asked => axe.run(asked).then(r => r.violations)", asked)
                    for fault in found:
                        faults += 1
                        print(f"{name} {theme} {width}: {fault['id']}: {fault['nodes'][0]['html'][:160]}")
                        print("    ", fault["nodes"][0]["failureSummary"].replace("\n", " ")[:300])
                    tab.close()
        browser.close()
    server.shutdown()
    return faults


def main() -> None:
    """Render, look, report."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    given = [word for word in sys.argv[2:] if word != "--no-pictures"]
    pages = tuple(given[0].split(",")) if given else PAGES
    widths = tuple(int(width) for width in given[1].split(",")) if len(given) > 1 else (375, 768, 1280)
    pictures = "--no-pictures" not in sys.argv
    configure()
    # Five hundred rows are for the eye; axe learns nothing from a row it has seen twelve times.
    render(out, rows=500 if pictures else 48)
    faults = look(out, pages, widths, pictures)
    print(faults, "faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
