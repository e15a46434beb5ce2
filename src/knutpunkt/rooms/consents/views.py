"""Pages of consent and disclosure."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.access.grounds import grounds_between
from knutpunkt.foundation.casefile.models import Category, Consent, ConsentAnswer, Ground
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_case
from knutpunkt.rooms.consents import disclosing, operations, queries
from knutpunkt.rooms.consents.bundles import BUNDLES
from knutpunkt.rooms.consents.forms import (
    AnswerConsent,
    AskConsent,
    EndDisclosure,
    Judgement,
    MakeDisclosure,
    Withdraw,
)
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.stepping_up import fresh


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those in the case. When: before sharing anything. Feeling: clear what is agreed and with whom."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on)
    context = {
        "case": case,
        "asked": queries.asked_in(case, actor=actor, on=on),
        "disclosures": queries.disclosures_in(case, actor=actor, on=on),
        "sends": queries.receivers(case, request.assignment.unit, on),
        "contributes": may(case, actor, on, Action.CONTRIBUTE).allow,
        "own_unit": request.assignment.unit,
        "today": on,
    }
    template = "consents/panel.html#panel" if request.headers.get("HX-Request") else "consents/panel.html"
    return render(request, template, context)


@professional
@require_http_methods(["GET", "POST"])
def ask(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: before the talk with the family.

    Time: two minutes. Feeling: fair to the family.
    """
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    sender = request.assignment.unit
    receivers = queries.receivers(case, sender, on)
    form = AskConsent(request.POST or None, receivers=receivers, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            asked = operations.ask(
                actor=actor,
                on=on,
                case=case,
                sender=sender,
                recipient=given["recipient"],
                categories={Category(code) for code in given["chosen"]},
                purpose=given["purpose"],
                start=given["start"],
                last_day=given["last_day"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("consents:request", asked.pk)
    grounds = [(unit, grounds_between(sender, unit, on)) for unit in receivers]
    context = {
        "case": case,
        "grounds": grounds,
        "bundles": BUNDLES,
    }
    return form_page(request, "consents/ask.html", form, **context)


def _asked(request: ActingRequest, pk: UUID, action: Action = Action.CHANGE) -> queries.Asked:
    return queries.entered_request(pk, actor=request.actor, on=timezone.localdate(), action=action)


@professional
@fresh
@require_http_methods(["GET", "POST"])
def consent_request(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator, with the family or right after. When: somebody answered.

    Feeling: nobody was pushed.
    """
    on = timezone.localdate()
    asked = _asked(request, pk)
    guardians = queries.who_must_agree(asked)
    form = AnswerConsent(request.POST or None, asked=asked, guardians=guardians, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.answer(
                actor=request.actor,
                on=on,
                consents=_chosen(asked, given),
                guardian=form.guardian(),
                answer=ConsentAnswer.Answer(given["answer"]),
                how=ConsentAnswer.How(given["how"]),
                given_on=given["given_on"],
                words=given["words"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Svaret är sparat."))
            return redirect("consents:request", pk)
    return form_page(request, "consents/request.html", form, **_page(asked))


def _chosen(asked: queries.Asked, given: dict[str, Any]) -> list[Consent]:
    return [line.consent for line in asked.lines if str(line.consent.pk) in given["consents"]]


def _page(asked: queries.Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "case": asked.request.case,
        "history": queries.history(asked),
        "today": timezone.localdate(),
        "child_matters": any(line.state.child_missing or line.state.child_blocks for line in asked.lines),
        "child_blocks": any(line.state.child_blocks for line in asked.lines),
    }


@professional
@fresh
@require_http_methods(["GET", "POST"])
def withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever meets the family. When: somebody changes their mind. Time: seconds. Feeling: respected."""
    on = timezone.localdate()
    asked = _asked(request, pk)
    form = Withdraw(request.POST or None, asked=asked, guardians=queries.who_must_agree(asked))
    if request.method == "POST" and form.is_valid():
        try:
            operations.withdraw(
                actor=request.actor,
                on=on,
                consents=_chosen(asked, form.cleaned_data),
                guardian=form.guardian(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Samtycket är återkallat. Det som var öppet genom det är stängt nu."))
            return redirect("consents:request", pk)
    context = {
        "heading": _("Ta tillbaka ett ja"),
        "eyebrow": asked.request.case.child,
        "danger": True,
        "consequences": [
            _("%(unit)s kan inte längre läsa det som var öppet genom samtycket.")
            % {"unit": asked.request.recipient},
            _("Inget nytt kan lämnas ut genom det."),
        ],
        "kept": [_("Det som mottagaren redan har fört in i sina egna handlingar finns kvar där.")],
        "confirm_label": _("Ta tillbaka"),
        "cancel_url": _url(pk),
    }
    return form_page(request, "design/confirm.html", form, **context)


def _url(pk: UUID) -> str:
    return redirect("consents:request", pk).url


@professional
@fresh
@require_http_methods(["GET", "POST"])
def judge(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A written judgement: maturity at 15–17, or why a younger child's no does not decide."""
    asked = _asked(request, pk)
    blocks = any(line.state.child_blocks for line in asked.lines)
    form = Judgement(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = operations.override_childs_no if blocks else operations.judge_maturity
        act(actor=request.actor, request=asked.request, reason=form.cleaned_data["reason"])
        messages.success(request, _("Bedömningen är sparad."))
        return redirect("consents:request", pk)
    return form_page(
        request, "consents/judge.html", form, asked=asked, case=asked.request.case, blocks=blocks
    )


@professional
@require_GET
def paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The same question on paper, to print and sign."""
    asked = _asked(request, pk, Action.READ)
    context = {"asked": asked, "case": asked.request.case, "guardians": queries.who_must_agree(asked)}
    return render(request, "consents/paper.html", context)


@professional
@require_http_methods(["GET", "POST"])
def disclose(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever owns the paper. When: the other needs it.

    Time: two minutes. Feeling: sure it is lawful.
    """
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    sender = request.assignment.unit
    receivers, records = queries.receivers(case, sender, on), queries.can_be_let_out(case, actor=actor, on=on)
    form = MakeDisclosure(request.POST or None, receivers=receivers, records=records, on=on)
    confirmed = request.POST.get("confirmed") == "1"
    preview = None
    if request.method == "POST" and form.is_valid():
        if not confirmed:
            preview = [row for row in records if str(row.pk) in form.cleaned_data["records"]]
        elif _disclosed(request, case, form):
            return redirect("cases:child", case.child_id)
    context = {
        "case": case,
        "records": records,
        "receivers": receivers,
        "preview": preview,
        "grounds": [(unit, grounds_between(sender, unit, on)) for unit in receivers],
        "sender": sender,
    }
    return form_page(request, "consents/disclose.html", form, **context)


def _disclosed(request: ActingRequest, case: Any, form: MakeDisclosure) -> bool:
    given = form.cleaned_data
    try:
        disclosing.disclose(
            actor=request.actor,
            on=timezone.localdate(),
            case=case,
            sender=request.assignment.unit,
            recipient=given["recipient"],
            ground=Ground(given["ground"]),
            records={UUID(key) for key in given["records"]},
            reason=given["reason"],
            until=given["until"],
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Utlämnat till %(unit)s.") % {"unit": given["recipient"]})
    return True


@professional
@require_http_methods(["GET", "POST"])
def disclosure(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One disclosure: what, to whom, why; the sender ends it here."""
    on, actor = timezone.localdate(), request.actor
    ending = request.method == "POST"
    one = queries.entered_disclosure(pk, actor=actor, on=on, action=Action.CHANGE if ending else Action.READ)
    form = EndDisclosure(request.POST or None)
    if ending and form.is_valid():
        try:
            disclosing.end(actor=actor, on=on, disclosure=one, because=form.cleaned_data["because"])
            messages.success(request, _("Utlämnandet är avslutat. Mottagaren kan inte längre läsa här."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("consents:disclosure", pk)
    context = {
        "disclosure": one,
        "records": queries.disclosed_records(one, actor=actor, on=on),
        "own": one.sender_id == actor.unit,
        "today": on,
    }
    return form_page(request, "consents/disclosure.html", form, **context)
