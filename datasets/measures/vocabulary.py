"""What the columns of a table hold, in words; programs read the type of Arrow."""

from django.utils.translation import gettext_lazy as _

TYPES = {
    "int64": _("whole number"),
    "double": _("number"),
    "bool": _("yes or no"),
    "date32[day]": _("day"),
    "timestamp[us]": _("day and time"),
    "string": _("words"),
}

# What is on both sides of a split, and would let a model know the answer.
LEAKS = {
    "GROUP": _("The same farm, field or day"),
    "SAME_FILE": _("The same file"),
    "SAME_ROW": _("The same row"),
    "NEAR_DUPLICATE": _("Pictures that look alike"),
    "TIME": _("Learnt from later than what is judged"),
}
SPLITS = {"TRAIN": _("to learn from"), "VALIDATION": _("to tune with"), "TEST": _("to judge by")}

# What can be said of labels in hand against a target: the names that arithmetic gives.
VERDICTS = {
    "ENOUGH": _("Enough labels"),
    "MORE": _("More labels are needed"),
    "ASK_AGAIN": _("Too far to foretell: collect a first round, then ask again"),
    "OUT_OF_REACH": _("Out of reach with this kind of data, however many labels"),
    "ABOVE_AGREEMENT": _("People themselves do not agree that well"),
    "NOT_A_CURVE": _("More labels did not steadily help, so nothing can be foretold"),
    "TOO_LITTLE": _("Too few labels to foretell anything"),
}
