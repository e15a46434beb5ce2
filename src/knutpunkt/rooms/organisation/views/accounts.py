from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knutpunkt.foundation.people.models import Account, Professional
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance import invitation
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.entrance.shell import name_of
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.organisation import operations
from knutpunkt.rooms.organisation.forms import UsernameForm
from knutpunkt.rooms.organisation.views.pages import confirm_page, form_page


@administrator
@require_http_methods(["GET", "POST"])
def new_account(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An account for a colleague who has none."""
    one = get_object_or_404(Professional, pk=pk, account__isnull=True)
    back = reverse("organisation:professional", args=[pk])
    form = UsernameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = operations.open_account(
            actor=request.actor, on=timezone.localdate(), professional=one, **form.cleaned_data
        )
        return link_page(request, account)
    return form_page(
        request,
        form,
        heading=_("Ge inloggning"),
        eyebrow=str(one),
        lead=_(
            "Du får en länk att lämna över. Med den väljer medarbetaren lösenord och kopplar sin telefon."
        ),
        save=_("Skapa konto"),
        back=back,
    )


@administrator
@fresh
@require_http_methods(["GET", "POST"])
def new_link(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new one-time link, when the password is forgotten or the phone is lost."""
    account = get_object_or_404(Account, pk=pk, is_active=True)
    if request.method == "POST":
        return link_page(request, account)
    return confirm_page(
        request,
        heading=_("Ny länk till %(who)s") % {"who": name_of(account)},
        text=_("Kontrollera att det verkligen är medarbetaren som ber om den, helst ansikte mot ansikte."),
        consequences=[
            _("Det gamla lösenordet och den kopplade telefonen slutar gälla."),
            _("Den som är inloggad loggas ut vid nästa klick."),
            _("Tidigare länkar slutar fungera."),
        ],
        confirm_label=_("Skapa ny länk"),
        cancel_url=_page_of(account),
    )


@administrator
@require_http_methods(["GET", "POST"])
def disable_account(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Stop an account at once."""
    account = get_object_or_404(Account, pk=pk, is_active=True)
    if request.method == "POST":
        return _done(
            request,
            account,
            lambda: operations.disable_account(actor=request.actor, on=timezone.localdate(), account=account),
            _("Kontot är stängt."),
        )
    return confirm_page(
        request,
        heading=_("Stäng kontot för %(who)s") % {"who": name_of(account)},
        consequences=[_("Ingen kan logga in med kontot. Den som är inne loggas ut vid nästa klick.")],
        kept=[_("Uppdrag och löften ändras inte. Slutar medarbetaren avslutar du också uppdragen.")],
        confirm_label=_("Stäng kontot"),
        cancel_url=_page_of(account),
        danger=True,
    )


@administrator
@require_POST
def enable_account(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Let an account be used again; its owner gets a new link."""
    account = get_object_or_404(Account, pk=pk, is_active=False)
    operations.enable_account(actor=request.actor, on=timezone.localdate(), account=account)
    return link_page(request, account)


@administrator
@fresh
@require_http_methods(["GET", "POST"])
def let_administer(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Give or take the right to administer."""
    account = get_object_or_404(Account, pk=pk, is_active=True)
    wanted = not account.administers
    if request.method == "POST":
        return _done(
            request,
            account,
            lambda: operations.let_administer(
                actor=request.actor, on=timezone.localdate(), account=account, administers=wanted
            ),
            _("Ändringen är sparad."),
        )
    who = {"who": name_of(account)}
    gives = [_("%(who)s kan ändra enheter, medarbetare, uppdrag och konton i hela Knutpunkt.") % who]
    takes = [_("%(who)s kan inte längre ändra enheter, medarbetare, uppdrag och konton.") % who]
    return confirm_page(
        request,
        heading=(_("Gör %(who)s till administratör") if wanted else _("Ta bort %(who)s som administratör"))
        % who,
        consequences=gives if wanted else takes,
        kept=[_("En administratör ser inga uppgifter om barn.")],
        confirm_label=_("Gör till administratör") if wanted else _("Ta bort"),
        cancel_url=_page_of(account),
    )


def link_page(request: ActingRequest, account: Account) -> HttpResponse:
    """The one-time link, shown this once: nothing of it is kept where it could be read again."""
    token = invitation.invite(actor=request.actor, account=account)
    link = request.build_absolute_uri(reverse("entrance:welcome", args=[token]))
    context = {"link": link, "account": account, "who": name_of(account), "back": _page_of(account)}
    return render(request, "organisation/link.html", context)


def _done(request: ActingRequest, account: Account, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(_page_of(account))


def _page_of(account: Account) -> str:
    if account.professional_id is None:
        return reverse("organisation:administrators")
    return reverse("organisation:professional", args=[account.professional_id])
