import csv
from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from demand.answers.vocabulary import LOSS_RULE
from demand.needs.models import Regulation
from demand.needs.vocabulary import Task
from marketplace.accounts.reads import PageRequest
from marketplace.insights import reads
from marketplace.insights.serializers import evidence_rows, rows
from marketplace.insights.serializers.cells import Row
from marketplace.insights.vocabulary import COUNT_RULE, Part


@require_GET
def insights(request: PageRequest) -> HttpResponse:
    read = reads.insights(timezone.localdate())
    context = {
        "insights": read,
        "pictures": reads.pictures(read),
        "parts": Part,
        "loss_rule": LOSS_RULE,
    }
    return render(request, "insights/insights.html", context)


@require_GET
def zones(request: PageRequest) -> HttpResponse:
    read = reads.zones(timezone.localdate())
    context = {"zones": read, "picture": reads.zones_picture(read), "tasks": Task}
    return render(request, "insights/zones.html", context)


@require_GET
def table(request: PageRequest, part: str) -> HttpResponse:
    """Give one part as a file that a spreadsheet opens."""
    if part not in Part.values:
        raise Http404
    return _spreadsheet(part, rows(reads.insights(timezone.localdate()), Part(part)))


@require_GET
def evidence(request: PageRequest, slug: str) -> HttpResponse:
    """Show what a rule or procedure costs the field, as a sheet for the office in charge."""
    regulation = get_object_or_404(Regulation, slug=slug)
    context = {
        "evidence": reads.evidence(regulation, now=timezone.now()),
        "address": request.build_absolute_uri(),
        "rules": [COUNT_RULE, LOSS_RULE],
    }
    return render(request, "insights/evidence.html", context)


@require_GET
def evidence_table(request: PageRequest, slug: str) -> HttpResponse:
    """Give a rule's evidence as a file that a spreadsheet opens."""
    regulation = get_object_or_404(Regulation, slug=slug)
    return _spreadsheet(slug, evidence_rows(reads.evidence(regulation, now=timezone.now())))


def _spreadsheet(name: str, lines: Iterable[Row]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="areba-{name}.csv"'
    answer.write("﻿")  # spreadsheets take it for Japanese only with a mark in front
    csv.writer(answer).writerows(lines)
    return answer
