"""The commands of `make check` find what they look for."""

from pathlib import Path

import pytest
from django.core.management import call_command

from marketplace.management.commands import check_templates, check_translations


def test_every_sentence_is_in_japanese():
    call_command("check_translations", verbosity=0)


def test_every_template_is_sound():
    call_command("check_templates", verbosity=0)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("<p style='color: red'>", "an inline style"),
        ("<script>go()</script>", "an inline script"),
        ("<style>p {}</style>", "an inline style sheet"),
        ('<a onclick="go()">', "an inline event handler"),
        ("{% nonsense %}", "nonsense"),
    ],
)
def test_what_the_content_policy_blocks_is_found(tmp_path, settings, written, problem):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    path = tmp_path / "page.html"
    path.write_text(written)

    assert any(problem in found for found in check_templates.wrong_with(path, tmp_path))


def test_a_sentence_without_japanese_is_named_with_its_place():
    found = check_translations.Catalog()
    found.add("Nobody has said this yet.", locations=[("page.html", 1)])

    missing = list(check_translations.missing(found, check_translations.Catalog(locale="ja")))

    assert missing == ["page.html: no Japanese for 'Nobody has said this yet.'"]


def test_sentences_of_templates_are_found_however_they_are_indented():
    written = check_translations._as_python('<p>\n    {% translate "A sentence." %}\n</p>')

    assert "A sentence." in written


def test_a_lost_placeholder_is_named():
    catalogue = check_translations.Catalog(locale="ja")
    catalogue.add("%(count)s rows", "行", flags=["python-format"])

    assert all("placeholder" in problem for problem in check_translations.broken(catalogue))
    assert list(check_translations.broken(catalogue))


def test_a_placeholder_that_only_the_plural_has_is_named():
    catalogue = check_translations.Catalog(locale="ja")
    catalogue.add(
        ("%(share)s came with others.", "%(share)s came with others, %(counter)s in all."),
        ("%(share)s。全部で%(counter)s件です。",),
        flags=["python-format"],
    )

    (problem,) = check_translations.broken(catalogue)

    assert "counter" in problem


def test_catalogues_name_no_path():
    written = Path(check_translations.CATALOGUE).read_text()

    assert "#:" not in written
