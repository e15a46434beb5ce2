"""Small pieces in a line of text: icons, tags, avatars, grounds, buttons, slots."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from knutpunkt.design.icons import ICONS, TONE_ICONS
from knutpunkt.design.words import initials

register = template.Library()
NOTHING = format_html("{}", "")

# Used when a ground comes as a bare code; a ground with a phrase of its own is told in its own words.
GROUND_WORDS = {
    "own_unit": gettext_lazy("att din egen enhet har skrivit det"),
    "consent": gettext_lazy("samtycke"),
    "family": gettext_lazy("att det är skrivet till dig"),
    "triage_task": gettext_lazy("att du ska ta emot iakttagelsen"),
    "disclosure": gettext_lazy("att någon har lämnat ut det till din enhet"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline SVG; decoration unless it has a label. An unknown name gives nothing."""
    inside = ICONS.get(name)
    if inside is None:
        return NOTHING
    named = format_html('role="img" aria-label="{}"', label)
    said = named if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="k-icon" viewBox="0 0 24 24" focusable="false" {}>{}</svg>',
        said,
        inside,
    )


@register.simple_tag(name="tag")
def status_tag(text: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A status in words, with the tone's icon and colour."""
    chosen = icon or TONE_ICONS.get(tone, "")
    return format_html(
        '<span class="k-tag" data-tone="{}">{}<span>{}</span></span>', tone, draw(chosen), text
    )


def draw(name: str) -> SafeString:
    """An icon as decoration, for use by other components."""
    return icon(name) if name else NOTHING


@register.simple_tag
def avatar(name: str, tone: str = "neutral") -> SafeString:
    """Initials in a circle. Decoration: the name stands beside it."""
    return format_html(
        '<span class="k-avatar" data-tone="{}" aria-hidden="true">{}</span>', tone, initials(name)
    )


def ground_sentence(row: Any) -> str:
    """Why somebody sees `row`: a row with a ground, a ground with a phrase, a code or text; else ""."""
    ground = getattr(row, "ground", row)
    if not ground:
        return ""
    words = getattr(ground, "phrase", None) or GROUND_WORDS.get(str(getattr(ground, "value", ground)), ground)
    text = str(words() if callable(words) else words)
    return text if text.endswith(".") else gettext("Du ser detta genom %(ground)s.") % {"ground": text}


@register.simple_tag
def why(row: Any) -> SafeString:
    """The line that says why this is shown; nothing when there is no ground."""
    sentence = ground_sentence(row)
    return format_html('<p class="k-why">{}{}</p>', draw("eye"), sentence) if sentence else NOTHING


def _shortcut(key: str) -> SafeString:
    return format_html(' data-key="{}" aria-keyshortcuts="{}"', key, key) if key else NOTHING


def _face(text: str, icon: str, key: str) -> SafeString:
    hint = format_html('<kbd class="k-key" aria-hidden="true">{}</kbd>', key) if key else ""
    return format_html("{}<span>{}</span>{}", draw(icon), text, hint)


def _look(variant: str, tone: str) -> SafeString:
    colour = format_html(' data-color="{}"', tone) if tone else NOTHING
    return format_html('class="ds-button k-button" data-variant="{}"{}', variant, colour)


@register.simple_tag
def said(text: str) -> SafeString:
    """What an act in place did, for screen readers: stands in the answer beside the part that is replaced."""
    return format_html('<p id="k-said" hx-swap-oob="innerHTML">{}</p>', text)


@register.simple_tag
def button(
    text: str,
    *,
    variant: str = "primary",
    tone: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    key: str = "",
) -> SafeString:
    """A submit button."""
    sent = format_html(' name="{}" value="{}"', name, value) if name else NOTHING
    return format_html(
        '<button type="submit" {}{}{}>{}</button>',
        _look(variant, tone),
        sent,
        _shortcut(key),
        _face(text, icon, key),
    )


@register.simple_tag
def link_button(
    text: str,
    url: str,
    *,
    variant: str = "primary",
    tone: str = "",
    icon: str = "",
    key: str = "",
    about: str = "",
) -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing. `about`: as `post_button`."""
    heard = format_html('<span class="ds-sr-only">: {}</span>', about) if about else NOTHING
    return format_html(
        '<a href="{}" {}{}>{}{}</a>', url, _look(variant, tone), _shortcut(key), _face(text, icon, key), heard
    )


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    text: str,
    url: str,
    *,
    variant: str = "secondary",
    tone: str = "",
    icon: str = "",
    target: str = "",
    key: str = "",
    about: str = "",
    **fields: Any,
) -> SafeString:
    """One act as its own POST form. `about` is read to screen readers after the text ("Klar: Ring Alva")."""
    live = format_html(' hx-post="{}" hx-target="{}" hx-swap="outerHTML"', url, target) if target else NOTHING
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())
    heard = format_html('<span class="ds-sr-only">: {}</span>', about) if about else NOTHING
    return format_html(
        '<form method="post" action="{}" class="k-post"{}>{}{}'
        '<button type="submit" {}{}>{}{}</button></form>',
        url,
        live,
        csrf_field(context),
        hidden,
        _look(variant, tone),
        _shortcut(key),
        _face(text, icon, key),
        heard,
    )


def csrf_field(context: Context) -> SafeString:
    """The hidden CSRF field, or nothing when the page was rendered without a request."""
    token = context.get("csrf_token", "")
    if not token or token == "NOTPROVIDED":  # noqa: S105 Django's own placeholder
        return NOTHING
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_tag
def slot(url: str, title: str) -> SafeString:
    """A place that a later room fills. Without JavaScript the link leads there."""
    return format_html(
        '<section class="k-slot" hx-get="{0}" hx-trigger="load" hx-swap="outerHTML">'
        '<a href="{0}">{1}</a></section>',
        url,
        title,
    )


@register.simple_tag(takes_context=True)
def colour_scheme(context: Context) -> str:
    """light, dark or auto: from the shell, else from the cookie (the sign-in page), else auto."""
    shell, request = context.get("shell"), context.get("request")
    chosen = shell.get("theme") if isinstance(shell, dict) else getattr(shell, "theme", "")
    chosen = chosen or (request.COOKIES.get("theme") if request else "")
    return chosen if chosen in {"light", "dark"} else "auto"


@register.filter
def undo_url(tags: str | None) -> str:
    """The address in a message's extra tag `undo:/…`; "" when there is none."""
    found = [part[5:] for part in (tags or "").split() if part.startswith("undo:/")]
    return found[0] if found else ""
