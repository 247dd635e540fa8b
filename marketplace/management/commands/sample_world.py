"""Loads a small invented world, marked 見本, through the same actions that the pages use."""

import json
import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from demand.answers import actions as answers
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.needs.models import Need
from demand.needs.vocabulary import Kind
from demand.operations.actions import register_operation
from demand.operations.models import Operation
from demand.snapshots.actions import rebuild
from marketplace.accounts.actions import welcome
from marketplace.accounts.models import Organisation, User
from marketplace.management.samples import datasets, details, developers, meetings, offers, talk

WORLD = Path(__file__).parent.parent / "sample_world.json"
# Those that need no words of one's own.
REASONS = [reason for reason in Reason if reason != Reason.OTHER]
# How many answer each need, in turn: enough to publish, too few, none but the poster.
CROWDS = (11, 6, 3, 8, 14, 2)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only if nobody is there yet")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The sample world never loads under production settings.")
        if if_empty and Organisation.objects.exists():
            return
        with transaction.atomic():
            needs = [Sample(number, words).load() for number, words in enumerate(stories())]
            details.load(needs)
        talk.load(needs)
        meetings.load(needs)
        developers.load()
        datasets.load(needs)
        offers.load(needs)
        for need in needs:
            summarise(need.pk)
            # As if the clock had run all the while: the index shows how it grew.
            need.publications.update(published_at=need.posted_at + timedelta(days=1))
        rebuild(now=timezone.now())
        self.stdout.write(f"The sample world is loaded: {len(needs)} needs, all marked 見本.")


def stories() -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = json.loads(WORLD.read_text())["needs"]
    return written


class Sample:
    """One need of the sample world with its neighbours' answers; the same at every load."""

    def __init__(self, number: int, words: dict[str, Any]) -> None:
        self.number, self.words = number, words
        self.dice = random.Random(number)  # noqa: S311  invented prices, not secrets
        self.now = timezone.now() - timedelta(days=40 - number)

    def load(self) -> Need:
        poster, by = self.operation(0)
        need = answers.post_need_with_answer(
            operation=poster,
            by=by,
            now=self.now,
            posting_key=uuid5(NAMESPACE_URL, f"sample-need-{self.number}"),
            is_sample=True,
            answer=self.answer(Level.WOULD_BUY),
            **self.fields(),
        )
        for neighbour in range(1, CROWDS[self.number % len(CROWDS)]):
            operation, by = self.operation(neighbour)
            answers.co_sign(
                need=need,
                operation=operation,
                by=by,
                now=self.now + timedelta(hours=neighbour),
                **self.neighbours_answer(neighbour),
            )
        return need

    def fields(self) -> dict[str, Any]:
        hits, trials = self.words["acceptance"] or (None, None)
        names = (
            *("title", "story", "kind", "sector", "product", "prefecture", "tasks"),
            *("acceptance_note", "thing", "period", "rungs", "eligible_count", "eligible_source"),
        )
        return {name: self.words[name] for name in names if name in self.words} | {
            "acceptance_hits": hits,
            "acceptance_trials": trials,
        }

    def operation(self, neighbour: int) -> tuple[Operation, User]:
        """Register the need's poster (0) or one of the neighbours, in the same municipality."""
        by = welcome(email=f"sample-{self.number}-{neighbour}@areba.invalid")
        operation = register_operation(
            name=f"見本の経営体 {self.number + 1}-{neighbour + 1}",
            by=by,
            is_sample=True,
            sector=self.words["sector"],
            products=self.words["product"],
            prefecture=self.words["prefecture"],
            municipality=self.words["municipality"],
        )
        return operation, by

    def answer(self, level: Level) -> answers.Words:
        if self.words["kind"] == Kind.INSTITUTION:
            return {
                "level": level,
                "hours_lost": self.words.get("hours_lost"),
                "sales_lost": self.words.get("sales_lost"),
            }
        rungs = self.words["rungs"]
        middle = rungs[len(rungs) // 2]
        cap = round(middle * self.dice.lognormvariate(0, 0.45), -1 if middle < 1000 else -3)  # noqa: PLR2004
        size = Decimal(str(self.words["quantity"])) * Decimal(str(self.dice.choice([0.5, 1, 1.5])))
        return {
            "level": level,
            "cap": max(int(cap), rungs[0]),
            "quantity": max(size.quantize(Decimal("0.1")), Decimal(1)),
            "certainty": self.dice.randint(4, 9),
        }

    def neighbours_answer(self, neighbour: int) -> answers.Words:
        """Let every sixth refuse, and the others promise more or less."""
        if neighbour % 6 == 5:  # noqa: PLR2004
            return {"level": Level.REFUSES, "reason": self.dice.choice(REASONS)}
        levels = [Level.INTEREST, Level.WOULD_BUY, Level.WOULD_BUY, Level.CONDITIONAL, Level.LETTER]
        return self.answer(self.dice.choice(levels))
