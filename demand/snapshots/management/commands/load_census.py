"""Loads official statistics: those that Areba brings with it, or a table of e-Stat.

A table is fetched with your own application id (ESTAT_APP_ID in the environment), or read
from a file of getStatsData (JSON) or getSimpleStatsData (CSV) that you have fetched.
"""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demand.operations.vocabulary import Sector
from demand.snapshots.actions import load_carried, load_table
from demand.snapshots.adapters import ESTAT, pages
from demand.snapshots.arithmetic.estat import (
    EstatRefused,
    NotATable,
    SeveralFigures,
    Table,
    read_csv,
    read_json,
)


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, prog_name: str, subcommand: str, **words: Any) -> CommandParser:
        words["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **words)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", nargs="?", help="number of the table, such as 0001926044")
        parser.add_argument("--file", type=Path, help="read it from this file")
        parser.add_argument("--sector", choices=Sector.values)
        parser.add_argument("--measure", default="management entities", help="what is counted")
        parser.add_argument("--product", default="", help="as needs name it; all if left out")
        parser.add_argument(
            "--where", nargs="*", default=[], metavar="NAME=CODE", help="cat01=1100 tab=10"
        )
        parser.add_argument("--address", default=ESTAT, help="of the service")

    def handle(self, *args: Any, table: str | None, **options: Any) -> None:
        if table is None:
            self.stdout.write(f"{load_carried()} figures are loaded that Areba brings with it.")
            return
        if not options["sector"]:
            raise CommandError("Say of which --sector the table counts the operations.")
        try:
            loaded = load_table(
                table,
                self.found(table, options["file"], options["address"]),
                measure=options["measure"],
                sector=options["sector"],
                product=options["product"],
                where=_codes(options["where"]),
            )
        except (EstatRefused, NotATable, SeveralFigures) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"{loaded} figures are loaded of table {table}; shown as processed (加工)."
        )

    def found(self, table: str, file: Path | None, address: str) -> list[Table]:
        if file is None:
            if not settings.ESTAT_APP_ID:
                raise CommandError("Set ESTAT_APP_ID to your own application id, or name a --file.")
            return list(pages(table, application=settings.ESTAT_APP_ID, address=address))
        raw = file.read_bytes()
        if file.suffix.lower() == ".json":
            return [read_json(json.loads(raw))]
        try:
            return [read_csv(raw.decode("utf-8-sig"))]
        except UnicodeDecodeError:
            return [read_csv(raw.decode("cp932"))]


def _codes(where: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in where]
    return {name: code for name, _, code in pairs}
