"""Compiles every template and looks for what the content policy would block."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template

FORBIDDEN = {
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"<style\b": "an inline style sheet",
    r"\sstyle=": "an inline style",
    r"\son[a-z]+=[\"']": "an inline event handler",
    r"javascript:": "a javascript: address",
}


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        base = Path(settings.BASE_DIR) / "templates"
        paths = sorted(path for path in base.rglob("*.*") if path.is_file())
        problems = [problem for path in paths for problem in wrong_with(path, base)]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(paths)} templates are sound.")


def wrong_with(path: Path, base: Path) -> list[str]:
    """Name what is wrong with a template; nothing if it is sound."""
    name = str(path.relative_to(base))
    problems = [
        f"{name}: {what} ({match.group().strip()})"
        for pattern, what in FORBIDDEN.items()
        for match in re.finditer(pattern, path.read_text())
    ]
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        problems.append(f"{name}: {error}")
    return problems
