"""Makes all counts of needs, the daily snapshots and the hourly index anew from the answers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demand.snapshots.actions import rebuild


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        corrected = rebuild(now=timezone.now())
        self.stdout.write(f"All numbers are made anew; {corrected} needs had another count.")
