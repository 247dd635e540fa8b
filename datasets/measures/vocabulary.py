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
