"""Reads needs into the search index: those that are missing or were read by older rules."""

from itertools import batched
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from demand.needs.models import Need, SearchEntry, Spelling

AT_ONCE = 500


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="read every need anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            Spelling.objects.all().delete()
        current = SearchEntry.objects.none() if options["all"] else SearchEntry.objects.current()
        waiting = Need.objects.exclude(pk__in=current.values("need")).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True))
        for batch in batched(keys, AT_ONCE):
            with transaction.atomic():
                # Held, so that nobody changes a need between its reading and its writing.
                needs = Need.objects.select_for_update(no_key=True).filter(pk__in=batch)
                SearchEntry.objects.write(needs)
        if keys or options["all"]:
            self.stdout.write(f"{len(keys)} needs were read into the search index.")
