"""Holds every sentence of the code and the templates against the Japanese catalogue."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import template

KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None, "ngettext_lazy": (1, 2)}
CATALOGUE = Path("marketplace/locale/ja/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
SOURCES = ("demand", "datasets", "marketplace")


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--update", action="store_true", help="write what is new into the catalogue"
        )

    def handle(self, *args: Any, update: bool, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / CATALOGUE
        catalogue = stored(path)
        found = sentences()
        if update:
            catalogue.update(found, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            save(catalogue, path)
        problems = [*missing(found, catalogue), *broken(catalogue)]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"All {len(found)} sentences are in Japanese.")


def stored(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="ja", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="ja")


def save(catalogue: Catalog, path: Path) -> None:
    """Write the catalogue for people and, beside it, for the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.fuzzy = False  # its head is ours; Babel would pass a fuzzy one over
    catalogue.header_comment = "# Areba's sentences in Japanese."
    catalogue.mime_headers = [
        ("Project-Id-Version", "Areba"),
        ("Language", "ja"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    with path.open("wb") as file:
        write_po(file, catalogue, no_location=True, sort_output=True, width=100)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def sentences() -> Catalog:
    """Gather what is marked for translation, in Python and in templates."""
    found = Catalog(charset="utf-8")
    for path in sorted(_files()):
        text = path.read_text()
        if path.suffix != ".py":
            text = _as_python(text)
        source = BytesIO(text.encode())
        for _line, message, _comments, context in extract("python", source, KEYWORDS):
            found.add(message, locations=[(str(path), 1)], context=context)
    return found


def missing(found: Catalog, catalogue: Catalog) -> Iterator[str]:
    for message in found:
        if not message.id:
            continue
        kept = catalogue.get(message.id, message.context)
        if kept is None or kept.fuzzy or not _complete(kept.string):
            where = message.locations[0][0].removeprefix(f"{settings.BASE_DIR}/")
            yield f"{where}: no Japanese for {message.id!r}"


def _complete(string: str | Sequence[str] | None) -> bool:
    return bool(string) and all(string or [])


def broken(catalogue: Catalog) -> Iterator[str]:
    """Name the translations whose placeholders are not the sentence's.

    Babel has rules of its own, and says so each time it compiles: they hold here too.
    """
    for message in catalogue:
        yield from (f"{message.id!r}: {error}" for error in message.check(catalogue))
        written = {frozenset(PLACEHOLDER.findall(text)) for text in _texts(message.id)}
        for text in _texts(message.string):
            if message.id and text and frozenset(PLACEHOLDER.findall(text)) not in written:
                yield f"{message.id!r}: its placeholders are not those of {text!r}"


def _texts(sentence: str | Sequence[str] | None) -> Sequence[str]:
    return [sentence] if isinstance(sentence, str) else sentence or []


def _files() -> Iterator[Path]:
    base = Path(settings.BASE_DIR)
    for source in SOURCES:
        modules = (base / source).rglob("*.py")
        yield from (path for path in modules if "migrations" not in path.parts)
    yield from (path for path in (base / "templates").rglob("*.*") if path.is_file())


def _as_python(text: str) -> str:
    """Turn a template into calls of gettext. Indents mean nothing there, so they go."""
    written = template.templatize(text)
    return re.sub(r"^[ \t]+", "", written, flags=re.MULTILINE)
