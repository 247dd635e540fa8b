"""The steps of an upload, and why one may stop, in words."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def place_in_words(where: str) -> str:
    """Say in the reader's language where a file was refused: "line 12", "row 3".

    What is no place but a figure stays as it is.
    """
    kind, _space, number = where.partition(" ")
    return gettext("line %(row)s") % {"row": number} if kind in {"line", "row"} else where


class StepName(models.TextChoices):
    IDENTIFY = "IDENTIFY", _("See what it is")
    CHECK = "CHECK", _("Check that it arrived whole")
    CONVERT = "CONVERT", _("Read and convert")
    MEASURE = "MEASURE", _("Measure all rows")
    PUBLISH = "PUBLISH", _("Publish")


class StepState(models.TextChoices):
    WAITING = "WAITING", _("waiting")
    RUNNING = "RUNNING", _("under way")
    DONE = "DONE", _("done")
    FAILED = "FAILED", _("stopped")


class Refusal(models.TextChoices):
    """The codes of `arithmetic.refusal`, with what to do next."""

    EMPTY = "EMPTY", _("This file is empty. Choose the one with your rows in it.")
    PICTURE = (
        "PICTURE",
        _("This is one picture. Put pictures into folders named for what they show, and zip them."),
    )
    ARCHIVE = "ARCHIVE", _("Neither pictures nor sounds were found in it. Send a table as it is.")
    SPREADSHEET = (
        "SPREADSHEET",
        _("This is an old kind of spreadsheet. Save it as .xlsx or CSV, then send that."),
    )
    JSON = "JSON", _("This JSON is no list of rows, nor labels that we know.")
    MARKUP = "MARKUP", _("There is a web page or a drawing in place of data.")
    RUNS_CODE = "RUNS_CODE", _("There is a file that could run a program, so it is not opened.")
    UNKNOWN = (
        "UNKNOWN",
        _("We do not know this kind of file. Send a table, or pictures or sounds as a zip."),
    )
    ENCODING = "ENCODING", _("Some letters cannot be read. Save the file as UTF-8 CSV.")
    NUL = "NUL", _("There are bytes in it that no text has. Save it as CSV again.")
    LONG_LINE = "LONG_LINE", _("One line is too long to be a row of a table.")
    MANY_COLUMNS = "MANY_COLUMNS", _("It has too many columns: at most 4,096 are taken.")
    NO_HEADER = "NO_HEADER", _("No row with the names of the columns was found.")
    NO_ROWS = "NO_ROWS", _("There are column names, but no rows below them.")
    RAGGED = "RAGGED", _("Too many rows have more or fewer cells than the header.")
    TOO_MUCH_MEMORY = "TOO_MUCH_MEMORY", _("Reading it takes too much memory.")
    TOO_MUCH_TIME = "TOO_MUCH_TIME", _("Reading it takes too long.")
    TOO_LARGE = "TOO_LARGE", _("It grows too large when it is opened.")
    CRASHED = "CRASHED", _("It could not be read: the file may be damaged.")
    NOT_WHOLE = "NOT_WHOLE", _("The file did not arrive whole. Send it again.")
    DAMAGED = "DAMAGED", _("It is damaged, or only a part of it came. Send it again.")
    LOCKED = "LOCKED", _("There is a password on it. Zip it again without one.")
    UNSAFE_NAME = (
        "UNSAFE_NAME",
        _("A name in the archive leads outside it, or comes twice. Zip the folder again."),
    )
    BOMB = "BOMB", _("It grows far too large when it is opened.")
    NESTED = (
        "NESTED",
        _("There is an archive in the archive (an Excel file is one too). Send CSV in its place."),
    )
    MANY_FILES = "MANY_FILES", _("There are too many files in it: at most 100,000 are taken.")
    NO_MEDIA = (
        "NO_MEDIA",
        _("The labels are here, but not the pictures. Send both in one zip."),
    )
    NO_LABELS = (
        "NO_LABELS",
        _("Nothing says what the files show. Put them into folders named for it, then zip them."),
    )
    DEEP = "DEEP", _("It is nested too deeply to be data.")
    SEALED_COLUMN = (
        "SEALED_COLUMN",
        _("Rows of this set are sealed, and the column by which they are known does not fit."),
    )
    SEALED_UNKNOWN = (
        "SEALED_UNKNOWN",
        _("Rows of this set are sealed, and read this way they cannot be told from the others."),
    )
    SEALED_MEANWHILE = (
        "SEALED_MEANWHILE",
        _("Rows of this set were sealed meanwhile. Send the file again."),
    )
    TOO_FEW_TO_SEAL = (
        "TOO_FEW_TO_SEAL",
        _("Too few real, labelled rows, or too few groups, would be left on one side."),
    )
    MANY_NAMES = (
        "MANY_NAMES",
        _("More than 10,000 names stand in the column that says whose row it is."),
    )
    WITHDRAWN_MEANWHILE = (
        "WITHDRAWN_MEANWHILE",
        _("Somebody took their part back meanwhile. Try again: it is made without it."),
    )
    PERSONAL = "PERSONAL", _("There may be names of persons in it. Say what is to become of them.")
    TELLTALE = (
        "TELLTALE",
        _("Another column says the same as the label, so that whoever has it knows the label."),
    )


SEASONS = {
    "WINTER": _("winter"),
    "SPRING": _("spring"),
    "SUMMER": _("summer"),
    "AUTUMN": _("autumn"),
}

# By what a column looks as if persons stood in it: codes of `arithmetic.personal`.
PERSONAL = {
    "COLUMN": _("its name says so"),
    "EMAIL": _("there are e-mail addresses in it"),
    "PHONE": _("there are phone numbers in it"),
    "SURNAME": _("there are family names in it"),
}
# What a column of ours is called where somebody is to decide about it.
COLUMNS = {"path": _("Names of the files"), "annotator": _("Who set the labels")}
# Why a label could not be used.
LOSSES = {
    "NO_FILE": _("the file that they name is not there, or broken"),
    "BAD_LABEL": _("they are written in a way that cannot be read"),
}
