"""People, the organisations they act for, and the keys of their programs."""

import hashlib
import secrets
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.vocabulary import MAY_ACT, Role

# Without letters and digits that look alike on a printed sheet.
SLUG_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug() -> str:
    return get_random_string(8, SLUG_ALPHABET)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What a person does is done for an organisation."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")),
                name="user_email_is_lower_case",
            )
        ]

    def __str__(self) -> str:
        return self.email


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def acted_for_by(self, user: "User") -> Self:
        return self.filter(memberships__user=user, memberships__role__in=MAY_ACT)


class Organisation(models.Model):
    """Who acts: a farm, a co-operative, a team of developers, an office."""

    slug = models.SlugField(unique=True, default=new_slug)
    name = models.CharField(_("name"), max_length=100)
    country = models.CharField(_("country"), max_length=2, default="JP")
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def admits(self, user: "User") -> bool:
        """Tell whether the user may act in its name. One query."""
        return self.memberships.filter(user=user, role__in=MAY_ACT).exists()


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.OWNER)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="a_user_is_a_member_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def issue(self, *, user: User, organisation: Organisation, name: str) -> tuple["ApiToken", str]:
        """Make a token; its key is returned now and never again."""
        key = "areba_" + secrets.token_urlsafe(32)
        return self.create(user=user, organisation=organisation, name=name, digest=digest(key)), key

    def valid(self, key: str) -> Self:
        return self.in_use().filter(digest=digest(key))

    def in_use(self) -> Self:
        return self.filter(revoked_at=None, user__is_active=True).select_related(
            "user", "organisation"
        )


class ApiToken(models.Model):
    """A key with which a program acts for one member of one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
