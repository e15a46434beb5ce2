"""The facts a text is made of, from the rooms that know them: files taken in, rules that run, periods."""

from collections.abc import Iterable
from datetime import date

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.people.models import Regime, ResponsibleBody
from knutpunkt.rooms.cases.operations import coordinator_of
from knutpunkt.rooms.concerns import rule_words, rulebook
from knutpunkt.rooms.information import texts
from knutpunkt.rooms.information.models import Occasion
from knutpunkt.rooms.information.queries import contact_of
from knutpunkt.rooms.intake.models import ImportBatch, ImportFile
from knutpunkt.rooms.oversight.periods import RULES, Periods, class_of_file
from knutpunkt.rooms.oversight.periods import Kept as KeptClass


def general_sheet(occasion: Occasion, body: ResponsibleBody, on: date) -> texts.Sheet:
    """What everybody is told of the body's register or screening."""
    independent = body.kind == ResponsibleBody.Kind.INDEPENDENT
    files = _taken_in(body)
    facts = texts.Facts(
        body=body.name,
        regime=Regime.INDEPENDENT_SCHOOL if independent else Regime.SCHOOL,
        contact=contact_of(body),
        kept=_kept(KeptClass.PUPIL, body, on),
        kinds={file.kind for file in files},
        sources={file.source for file in files if file.source},
        looks_for=_rules(body, on) if occasion is Occasion.SCREENING else (),
    )
    return texts.sheet(occasion, facts, on)


def case_sheet(case: Case, on: date) -> texts.Sheet:
    """What is told of a case, by the area that owns it; the child itself is named nowhere in it."""
    body = _body_of(case)
    regime = case.unit.area.regimes.running(on).values_list("regime", flat=True).first() or ""
    coordinator = coordinator_of(case, on)
    facts = texts.Facts(
        body=body.name,
        regime=regime,
        contact=contact_of(body),
        kept=_kept(class_of_file(regime), body, on),
        unit=case.unit.name,
        coordinator=str(coordinator.professional) if coordinator else "",
    )
    return texts.sheet(Occasion.CASE, facts, on)


def sheet_of(occasion: Occasion, case: Case, on: date) -> texts.Sheet:
    """The text of any occasion, for the child of a case."""
    if occasion is Occasion.CASE:
        return case_sheet(case, on)
    return general_sheet(occasion, _body_of(case), on)


def own_case(case: Case, actor: Actor) -> bool:
    """Whether the actor works in the area that owns the case, and so tells of it."""
    return actor.area == case.unit.area_id


def _body_of(case: Case) -> ResponsibleBody:
    return case.unit.area.agency.responsible_body


def _kept(what: str, body: ResponsibleBody, on: date) -> texts.Kept:
    rule = RULES[what]
    periods = Periods(on)
    years, law = periods.years(what, body.pk), periods.law(what, body.pk)
    return texts.Kept(years, str(rule.counted_from), law, rule.age)


def _taken_in(body: ResponsibleBody) -> Iterable[ImportFile]:
    accepted = ImportFile.objects.filter(batch__state=ImportBatch.State.ACCEPTED)
    return list(accepted.filter(municipality=body.municipality.code))


def _rules(body: ResponsibleBody, on: date) -> list[str]:
    found = [rule_words.title(one.rule) for one in rulebook.entries(body, on) if one.rule.active]
    return list(dict.fromkeys(found))
