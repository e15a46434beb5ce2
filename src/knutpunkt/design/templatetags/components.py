"""All components in one library: `{% load components %}`. How to call them: docs/design.md."""

from django import template

from knutpunkt.design import words
from knutpunkt.design.pieces import blocks, child, forms, inline

register = template.Library()
for part in (words, inline, blocks, forms, child):
    register.filters.update(part.register.filters)
    register.tags.update(part.register.tags)
