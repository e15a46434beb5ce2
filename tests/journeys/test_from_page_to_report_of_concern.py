"""A report of concern: the sender's own, and sent only when the receiver says so."""

import pytest

from tests.journeys.days import day

pytestmark = pytest.mark.journey


def test_what_is_no_report_leads_to_the_report_which_only_its_author_sees_and_counts_when_confirmed(person):
    mia = person("Mia Falk")
    mia.goes_to("/iakttagelser/mina/")
    mia.sees("Det här är ingen orosanmälan")
    mia.follows("Gör en orosanmälan")
    mia.sees("Är det akut? Ring 112.", "Anmälan finns bara hos dig")
    mia.writes(q="Noor")
    mia.presses("Sök")
    mia.follows("Noor Haddad")
    mia.writes(recipient="Lindhamra kommun, mottagningen", facts="Noor hade blåmärken på armen i dag.")
    mia.presses("Spara anmälan")
    mia.sees("Skriv varför vårdnadshavarna inte vet om det")
    mia.writes(safe_now="unknown")
    mia.writes(guardians_not_informed_because="Jag vill prata med socialtjänsten först.")
    mia.presses("Spara anmälan")
    mia.sees("väntar på kvittens", "blåmärken")
    report = mia.place

    for name in ("Kim Lund", "Rut Berg", "Sam Ek"):
        other = person(name)
        other.finds_nothing_at(report)
        other.goes_to("/orosanmalan/")
        other.does_not_see("Dina anmälningar")

    mia.goes_to(report)
    mia.opens("De har bekräftat att de fått den")
    mia.writes(receipt_from="Siv Ros", received_on=day(1))
    mia.presses("Spara kvittensen")
    mia.sees("Kvittensen kan inte vara från före anmälan eller efter i dag.", "väntar på kvittens")
    mia.writes(received_on=day(0))
    mia.presses("Spara kvittensen")
    mia.sees("kvittens finns", "Siv Ros")
    mia.does_not_see("väntar på kvittens")
    mia.goes_to("/orosanmalan/")
    mia.sees("kvittens finns")
