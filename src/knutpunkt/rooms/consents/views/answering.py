"""Pages of one asking: what the family says, changes and takes back, and what is written about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.casefile.models import Category, ConsentAnswer, ConsentRequest, GuardianNotAsked
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.views.case import STALE
from knutpunkt.rooms.consents import deciding, operations, queries
from knutpunkt.rooms.consents.bundles import OPENS
from knutpunkt.rooms.consents.deciding import Judged
from knutpunkt.rooms.consents.forms.consent import (
    AnswerConsent,
    Because,
    Judgement,
    LeaveOut,
    Shorten,
    Withdraw,
)
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.merging import trace
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.entrance.typed import Typed

Decides = ConsentRequest.Decides


def _asked(request: ActingRequest, pk: UUID, action: Action = Action.CHANGE) -> queries.Asked:
    return queries.entered_request(pk, actor=request.actor, on=timezone.localdate(), action=action)


def _url(pk: UUID) -> str:
    return reverse("consents:request", args=[pk])


@professional
@fresh
@require_http_methods(["GET", "POST"])
def consent_request(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator, with the family or right after. When: somebody answered.

    Feeling: nobody was pushed.
    """
    on = timezone.localdate()
    asked = _asked(request, pk)
    form = AnswerConsent(request.POST or None, asked=asked, guardians=queries.who_must_agree(asked), on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.answer_each(
                actor=request.actor,
                on=on,
                said=form.said(),
                guardian=form.guardian(),
                how=ConsentAnswer.How(given["how"]),
                given_on=given["given_on"],
                words=given["words"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Svaret är sparat."))
            return redirect("consents:request", pk)
    return form_page(request, "consents/request.html", form, **_page(request, asked))


def _page(request: ActingRequest, asked: queries.Asked) -> dict[str, Any]:
    on, actor = timezone.localdate(), request.actor
    asked, case = queries.with_changes(asked, on), asked.request.case
    lines = asked.lines
    history = queries.history(asked)
    answered = {answer.guardian_id or case.child_id: answer.who for answer in map(_named, history)}
    return {
        "asked": asked,
        "case": case,
        "changes": list(dict.fromkeys(line.change.sentence for line in lines if line.change)),
        "history": history,
        "answered": answered,
        "judged": {one.name: deciding.judged(asked.request, one) for one in Judged},
        "shortenings": queries.shortenings(asked),
        "left_out": queries.left_out(asked.request),
        "names": queries.names_at(case, actor=actor, on=on).get(asked.request.recipient_id, []),
        "opens": queries.would_open(asked, actor=actor, on=on),
        "ask_child": queries.child_is_asked(asked) and not queries.child_is_heard(asked),
        "can_answer": asked.request.taken_back_on is None and _runs(asked),
        "missing": queries.who_is_missing(asked),
        "alone": asked.request.decides != Decides.TOGETHER,
        "today": on,
        "child_matters": any(line.state.child_missing or line.state.child_blocks for line in lines),
        "child_blocks": any(line.state.child_blocks for line in lines),
        "may_be_judged": asked.request.decides == Decides.TOGETHER
        and any(line.state.agreement.guardians_asked for line in lines),
    }


def _runs(asked: queries.Asked) -> bool:
    on = timezone.localdate()
    return any(line.consent.last_day is None or line.consent.last_day >= on for line in asked.lines)


def _named(answer: Any) -> Any:
    answer.who = answer.consent.child.given_name if answer.by_child else str(answer.guardian)
    return answer


@professional
@fresh
@require_http_methods(["GET", "POST"])
def withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever meets the family. When: somebody changes their mind. Time: seconds. Feeling: respected."""
    on = timezone.localdate()
    asked = _asked(request, pk)
    guardians, child = queries.who_said_yes(asked)
    form = Withdraw(request.POST or None, asked=asked, guardians=guardians, child=child)
    if request.method == "POST" and form.is_valid():
        try:
            operations.withdraw(actor=request.actor, on=on, consents=form.chosen(), guardian=form.guardian())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Samtycket är återkallat. Det som var öppet genom det är stängt nu."))
            return redirect("consents:request", pk)
    closing = queries.would_close(asked, actor=request.actor, on=on)
    stops = _("%(unit)s kan inte längre läsa det som var öppet genom samtycket.") % {
        "unit": asked.request.recipient
    }
    context = {
        "heading": _("Ta tillbaka ett ja"),
        "eyebrow": asked.request.case.child,
        "danger": True,
        "consequences": [
            stops,
            *([_("I dag är det:"), *closing] if closing else []),
            _("Inget nytt kan lämnas ut genom det."),
        ],
        "kept": [_("Det som mottagaren redan har fört in i sina egna handlingar finns kvar där.")],
        "confirm_label": _("Ta tillbaka"),
        "cancel_url": _url(pk),
    }
    return form_page(request, "design/confirm.html", form, **context)


@professional
@fresh
@require_http_methods(["GET", "POST"])
def shorten(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever meets the family. When: they want a yes to last less long. Feeling: it is ours to say."""
    asked = _asked(request, pk)
    form = Shorten(request.POST or None, asked=asked, guardians=queries.who_must_agree(asked))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.shorten(
                actor=request.actor,
                on=timezone.localdate(),
                consents=form.chosen(),
                guardian=form.guardian(),
                last_day=given["last_day"],
                words=given["words"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tiden är kortare nu. Den gamla finns kvar i historiken."))
            return redirect("consents:request", pk)
    told = {
        "heading": _("Gör tiden kortare"),
        "lead": _("En kortare tid räcker det att en säger. Längre tid är en ny fråga."),
        "label": _("Spara"),
    }
    return _written(request, asked, form, **told)


def _written(request: ActingRequest, asked: queries.Asked, form: Any, **told: Any) -> HttpResponse:
    """A page where something is written about the asking."""
    context = {"asked": asked, "case": asked.request.case, "cancel_url": _url(asked.request.pk), **told}
    return form_page(request, "consents/written.html", form, **context)


@professional
@fresh
@require_http_methods(["GET", "POST"])
def judge(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A written judgement: maturity at 15–17, or why a younger child's no does not decide.

    What there is to judge is found when the page is opened, and stays so for what is sent from it.
    """
    asked = _asked(request, pk)
    typed = _typed(request, asked)
    if typed.only_kept:
        return typed.answer()
    today = deciding.to_be_judged(line.state for line in asked.lines)
    words = _words_of(deciding.judged(asked.request, today)) | {"what": today.value}
    form = typed.fill(Judgement, initial=words)
    what = form.about() or today
    if request.method == "POST" and form.is_valid():
        try:
            deciding.judge(
                actor=request.actor,
                on=timezone.localdate(),
                request=asked.request,
                what=what,
                reason=form.cleaned_data["reason"],
                found=form.cleaned_data["version"],
            )
        except StaleVersion:
            form = typed.beside(form, _words_of(deciding.judged(asked.request, what)))
            form.add_error(None, STALE)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Bedömningen är sparad."))
            return redirect("consents:request", pk)
    told = {
        "heading": _("Varför barnets eget ja inte behövs"),
        "lead": _(
            "Från 15 år behövs normalt barnets ja. Skriv din bedömning av mognaden och vad du har vägt in."
        ),
        "label": _("Spara bedömningen"),
    }
    if what == Judged.CHILDS_NO:
        told |= {
            "heading": _("Varför barnets nej inte avgör"),
            "lead": _(
                "Barnet är under 15 och har sagt nej. Skriv vad du har vägt in, och hur barnet har fått "
                "veta det."
            ),
        }
    return _written(request, asked, form, typed=typed, **told)


def _typed(request: ActingRequest, asked: queries.Asked) -> Typed:
    return Typed(request, about=asked.request, child=asked.request.case.child_id)


def _words_of(reason: str) -> dict[str, str]:
    return {"reason": reason, "version": trace(reason)}


@professional
@fresh
@require_http_methods(["GET", "POST"])
def child_not_asked(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: the child has not been asked and something must be let out. Feeling: honest."""
    asked = _asked(request, pk)
    typed = _typed(request, asked)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(Because, initial=_words_of(asked.request.stance_not_asked_because))
    if request.method == "POST" and form.is_valid():
        try:
            deciding.explain_child_not_asked(
                actor=request.actor,
                request=asked.request,
                reason=form.cleaned_data["reason"],
                found=form.cleaned_data["version"],
            )
        except StaleVersion:
            form = typed.beside(form, _words_of(_asked(request, pk).request.stance_not_asked_because))
            form.add_error(None, STALE)
        else:
            typed.saved()
            messages.success(request, _("Det är sparat. Fråga barnet så snart det går."))
            return redirect("consents:request", pk)
    told = {
        "heading": _("Varför barnet inte har tillfrågats"),
        "lead": _(
            "Barnet har rätt att säga vad det tycker. Skriv varför ingen har frågat, och när ni gör det."
        ),
        "label": _("Spara"),
    }
    return _written(request, asked, form, typed=typed, **told)


@professional
@fresh
@require_http_methods(["GET", "POST"])
def leave_out(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: a guardian cannot be reached, or must not know. Feeling: careful."""
    asked = _asked(request, pk)
    typed = _typed(request, asked)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(
        LeaveOut, guardians=queries.who_is_missing(asked), answered=queries.who_has_answered(asked)
    )
    if request.method == "POST" and form.is_valid():
        try:
            deciding.leave_out(
                actor=request.actor,
                on=timezone.localdate(),
                request=asked.request,
                guardian=form.guardian(),
                why=GuardianNotAsked.Why(form.cleaned_data["why"]),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Beslutet är sparat. De andras svar räcker nu."))
            return redirect("consents:request", pk)
    told = {
        "heading": _("En vårdnadshavare som inte tillfrågas"),
        "lead": _(
            "Huvudregeln är att alla vårdnadshavare svarar. Det här beslutet är ditt, och ditt namn står vid "
            "det. Hör personen av sig senare: ta tillbaka frågan och ställ den på nytt."
        ),
        "label": _("Spara beslutet"),
    }
    return _written(request, asked, form, typed=typed, **told)


@professional
@fresh
@require_http_methods(["GET", "POST"])
def take_back(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who asked. When: the question was wrong or is not needed. Time: seconds. Feeling: tidy."""
    asked = _asked(request, pk)
    if request.method == "POST":
        try:
            operations.take_back(actor=request.actor, on=timezone.localdate(), request=asked.request)
            messages.success(request, _("Frågan är tillbakatagen. Ingen behöver svara."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("consents:request", pk)
    context = {
        "heading": _("Ta tillbaka frågan"),
        "eyebrow": asked.request.case.child,
        "consequences": [
            _("Ingen behöver svara."),
            *queries.would_close(asked, actor=request.actor, on=timezone.localdate()),
            _("Frågan öppnar ingenting från och med i dag."),
        ],
        "kept": [_("Frågan och svaren som redan har getts finns kvar i historiken.")],
        "confirm_label": _("Ta tillbaka frågan"),
        "cancel_url": _url(pk),
    }
    return render(request, "design/confirm.html", context)


@professional
@require_GET
def paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The same question on paper, a sheet for each who decides, to print and sign."""
    asked = _asked(request, pk, Action.READ)
    people = [str(guardian) for guardian in queries.who_must_agree(asked)]
    if queries.child_is_asked(asked):
        people.append(asked.request.case.child.given_name)
    context = {
        "asked": asked,
        "case": asked.request.case,
        "people": people,
        "lines": [(line, OPENS[Category(line.consent.category)]) for line in asked.lines],
        "names": queries.names_at(asked.request.case, actor=request.actor, on=timezone.localdate()).get(
            asked.request.recipient_id, []
        ),
    }
    return render(request, "consents/paper.html", context)


@professional
@require_GET
def receipt(request: ActingRequest, pk: UUID, who: UUID) -> HttpResponse:
    """What one person has said, for that person to keep: nothing of what anybody else said."""
    asked = _asked(request, pk, Action.READ)
    child = asked.request.case.child
    said = [one for one in queries.history(asked) if (one.guardian_id or child.pk) == who]
    if not said:
        raise Http404
    context = {
        "asked": asked,
        "case": asked.request.case,
        "said": said,
        "name": child.given_name if who == child.pk else str(said[0].guardian),
        "today": timezone.localdate(),
    }
    return render(request, "consents/receipt.html", context)
