"""Pieces with something inside: page head, section, acts, table, filters, empty state."""

from datetime import date
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from knutpunkt.design.pieces.inline import NOTHING, draw, ground_sentence
from knutpunkt.design.words import when as when_words

register = template.Library()


def _drawn(template_name: str, **values: Any) -> SafeString:
    return render_to_string(f"design/{template_name}.html", values)


@register.simple_block_tag
def page_head(content: str, title: Any, *, lead: str = "", eyebrow: Any = "") -> SafeString:
    """The page's only h1 with its acts beside it.

    A child given as title or eyebrow is marked when its whereabouts are protected, on every page about it.
    """
    return _drawn(
        "page_head",
        content=content,
        filled=bool(content.strip()),
        title=title,
        lead=lead,
        eyebrow=eyebrow,
        protected=any(getattr(one, "is_protected", False) for one in (title, eyebrow)),
    )


@register.simple_block_tag
def section(
    content: str,
    title: str,
    *,
    icon: str = "",
    note: str = "",
    id: str = "",
    kind: str = "card",
    level: int = 2,
) -> SafeString:
    """A part of a page with its heading; `kind` is card, plain or quiet."""
    name = id or slugify(title) or "del"
    return _drawn(
        "section", content=content, title=title, icon=icon, note=note, name=name, kind=kind, level=level
    )


@register.simple_block_tag
def columns(content: str, *, wide: str = "") -> SafeString:
    """Cards side by side, equally high; one below the other where there is no room."""
    return format_html('<div class="k-columns" data-wide="{}">{}</div>', wide, content)


@register.simple_block_tag
def buttons(content: str) -> SafeString:
    """A row of buttons: the main one first."""
    return format_html('<div class="k-buttons">{}</div>', content)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """A message in the page."""
    return _drawn("notice", content=content, tone=tone, title=title)


@register.simple_block_tag
def more(content: str, title: str, *, open: bool = False) -> SafeString:
    """What can be unfolded."""
    unfolded = format_html(" {}", "open") if open else ""
    return format_html(
        '<details class="k-more"{}><summary>{}{}</summary><div class="k-more__inside">{}</div></details>',
        unfolded,
        draw("chevron"),
        title,
        content,
    )


@register.simple_block_tag
def acts(content: str, *, label: str = "") -> SafeString:
    """A list of acts; its rows are `act`."""
    named = format_html(' aria-label="{}"', label) if label else NOTHING
    return format_html('<ul class="k-acts" role="list"{}>{}</ul>', named, content)


@register.simple_block_tag(takes_context=True)
def act(
    context: Context,
    content: str,
    title: str,
    *,
    when: date | str = "",
    who: str = "",
    url: str = "",
    id: str = "",
    why: Any = None,
    kind: str = "promise",
    note: str = "",
) -> SafeString:
    """One line that is an act: when, what, who, and the buttons that do it in place."""
    phrase = when_words(when, context["today"]) if isinstance(when, date) else when
    return _drawn(
        "act",
        content=content,
        filled=bool(content.strip()),
        title=title,
        when=phrase,
        who=who,
        url=url,
        name=id,
        why=ground_sentence(why),
        kind=kind,
        note=note,
    )


@register.simple_block_tag
def table(
    content: str,
    *,
    caption: str,
    count: int | None = None,
    hide_caption: bool = False,
    stack: bool = False,
    id: str = "",
) -> SafeString:
    """A table with its caption, in a region that scrolls by itself when the screen is narrow."""
    name = id or f"tabell-{slugify(caption)}"
    return _drawn(
        "table",
        content=content,
        caption=caption,
        count=count,
        hide_caption=hide_caption,
        stack=stack,
        name=name,
    )


@register.simple_tag(takes_context=True)
def sort_th(
    context: Context, field: str, label: str, *, default: str = "", numeric: bool = False
) -> SafeString:
    """A column heading that sorts: a link with `sort` in the address, the other parameters kept."""
    query = _query(context)
    current = query.get("sort") or default
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    query["sort"] = f"-{field}" if direction == "ascending" else field
    query.pop("page", None)
    arrow = {"ascending": "up", "descending": "down", "none": "sort"}[direction]
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a class="k-sort" href="?{}">{}{}</a></th>',
        direction,
        format_html(' class="{}"', "k-number") if numeric else "",
        query.urlencode(),
        label,
        draw(arrow),
    )


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Any) -> SafeString:
    """Links to the pages of a Django `Page`; nothing when there is one page."""
    if page.paginator.num_pages < 2:
        return NOTHING
    query = _query(context)
    query.pop("page", None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return _drawn("pagination", page=page, numbers=numbers, query=query.urlencode())


@register.simple_block_tag
def filters(content: str, form: Any, *, target: str = "", label: str = "", submit: str = "") -> SafeString:
    """A GET form, so that the chosen view has an address of its own."""
    return _drawn("filters", content=content, form=form, target=target, label=label, submit=submit)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", *, icon: str = "check") -> SafeString:
    """What stands where there is nothing: something kind and true."""
    return _drawn("empty", content=content, filled=bool(content.strip()), title=title, text=text, icon=icon)


@register.simple_tag
def job_progress(done: int, total: int | None, *, text: str = "", poll: str = "") -> SafeString:
    """How far a long job has come; asks `poll` again every other second."""
    return _drawn("job_progress", done=done, total=total, text=text, poll=poll)
