from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "OWNER", _("owner")
    STAFF = "STAFF", _("staff")
    VIEWER = "VIEWER", _("viewer")


MAY_ACT = (Role.OWNER, Role.STAFF)
