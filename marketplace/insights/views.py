import csv

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from demand.needs.vocabulary import Task
from marketplace.accounts.reads import PageRequest
from marketplace.insights import reads
from marketplace.insights.serializers import rows
from marketplace.insights.vocabulary import Part


@require_GET
def insights(request: PageRequest) -> HttpResponse:
    read = reads.insights(timezone.localdate())
    context = {"insights": read, "pictures": reads.pictures(read), "parts": Part}
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
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="areba-{part}.csv"'
    answer.write("﻿")  # spreadsheets take it for Japanese only with a mark in front
    writer = csv.writer(answer)
    writer.writerows(rows(reads.insights(timezone.localdate()), Part(part)))
    return answer
