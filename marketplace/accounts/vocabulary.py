from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "OWNER", _("owner")
    STAFF = "STAFF", _("staff")
    VIEWER = "VIEWER", _("viewer")


# As in settings.LANGUAGES: those that every page is written in.
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
MAY_ACT = (Role.OWNER, Role.STAFF)
