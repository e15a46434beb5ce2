"""The catalogue as a page.

Who: anyone planning support, or new in the job. When: looking for an idea. Time: a minute. Feeling: "there is
something we can try".
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from knutpunkt.rooms.entrance.gate import professional
from knutpunkt.rooms.knowledge.catalogue import grouped_by_doer, measures
from knutpunkt.rooms.knowledge.doers import Doer


@professional
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every measure one can choose today, by who usually does it."""
    groups = grouped_by_doer(measures(timezone.localdate()))
    named = [(Doer(doer).label, chosen) for doer, chosen in groups.items()]
    return render(request, "knowledge/catalogue.html", {"groups": named})
