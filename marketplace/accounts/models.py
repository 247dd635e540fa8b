"""People, the organisations they act for, and the keys of their programs."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.vocabulary import LANGUAGES, MAY_ACT, Role

# Without letters and digits that look alike on a printed sheet.
SLUG_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug() -> str:
    return get_random_string(8, SLUG_ALPHABET)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, **fields: Any) -> "User":
        """Take a person in. Whoever signs in by slip, phone or LINE may have no address."""
        address = self.normalize_email(email).lower() or None if email else None
        user = self.model(email=address, **fields)
        user.set_unusable_password()
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What a person does is done for an organisation."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("mobile phone"), max_length=16, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now())
    # In which letters are written; empty until somebody follows or chooses something.
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    # A slip printed anew opens the account to whoever holds it, the printer too: prices
    # that were given before that moment are not shown to this account any more.
    prices_since = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")),
                name="user_email_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(email=None) | ~models.Q(email=""),
                name="user_without_an_address_has_none",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["", *dict(LANGUAGES)]),
                name="user_reads_a_known_language",
            ),
            models.CheckConstraint(
                condition=models.Q(phone=None) | models.Q(phone__regex=r"^\+[0-9]{8,15}$"),
                name="user_phone_is_written_as_abroad",
            ),
        ]

    def __str__(self) -> str:
        return self.email or self.phone or self.name or f"#{self.pk}"

    def may_see_price_of(self, moment: datetime) -> bool:
        return self.prices_since is None or moment >= self.prices_since

    def reads_in(self, language: str) -> None:
        """Note in which language this person reads, where nothing was known of it."""
        User.objects.filter(pk=self.pk, language="").update(language=language)

    def leave_everywhere(self) -> None:
        """End every session of this person: a session stands and falls with the password."""
        self.set_unusable_password()
        self.save(update_fields=["password"])


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


class MembershipQuerySet(models.QuerySet["Membership"]):
    def reached_by_phone(self) -> Self:
        """Keep those of people who may act and have read a code that went to their phone.

        A number is written down before its code is read only in an account that nobody has
        signed in to yet, and that has no other way in.
        """
        return self.filter(
            role__in=MAY_ACT, user__phone__isnull=False, user__last_login__isnull=False
        )


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.OWNER)
    since = models.DateTimeField(db_default=Now())

    objects = MembershipQuerySet.as_manager()

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


MOST_WRONG_PINS = 5


class SlipQuerySet(models.QuerySet["Slip"]):
    def good(self, on: date) -> Self:
        return self.filter(revoked_at=None, expires_on__gte=on)


class Slip(models.Model):
    """A piece of paper that signs one person in, for one organisation: a code in its QR and a PIN.

    The printed PIN is good once: whoever signs in with it chooses one that nobody else knows.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="slip")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="slips")
    issued_by = models.ForeignKey(Organisation, models.CASCADE, related_name="slips_issued")
    code = models.CharField(max_length=12, unique=True)
    pin_digest = models.CharField(max_length=64)
    pin_is_printed = models.BooleanField(default=True)
    printed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    expires_on = models.DateField()
    wrong_count = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrong_count__lte=MOST_WRONG_PINS),
                name="slip_bears_five_wrong_pins",
            ),
            models.CheckConstraint(
                condition=models.Q(pin_is_printed=True) | models.Q(used_at__isnull=False),
                name="slip_has_its_own_pin_only_after_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("sign_in_by_slip", args=[self.code])

    def print_anew(self, by: User, at: datetime, until: date) -> str:
        """Give it a new code and a new PIN, which is returned now and never again."""
        self.code = get_random_string(12, SLUG_ALPHABET)
        pin = get_random_string(6, "0123456789")
        self._set_pin(pin)
        self.pin_is_printed, self.wrong_count, self.revoked_at = True, 0, None
        self.used_at = None
        self.printed_by, self.printed_at, self.expires_on = by, at, until
        self.save()
        return pin

    def choose_pin(self, pin: str, at: datetime) -> None:
        self._set_pin(pin)
        self.pin_is_printed, self.used_at = False, at
        self.save(update_fields=["pin_digest", "pin_is_printed", "used_at"])

    def opens_with(self, pin: str) -> bool:
        return constant_time_compare(self.pin_digest, self._digest(pin))

    @property
    def is_locked(self) -> bool:
        return self.wrong_count >= MOST_WRONG_PINS

    def is_good_on(self, day: date) -> bool:
        return self.revoked_at is None and self.expires_on >= day

    def _set_pin(self, pin: str) -> None:
        self.pin_digest = self._digest(pin)

    def _digest(self, pin: str) -> str:
        # Keyed: six digits are soon tried through, however slow the hash, so a stolen
        # database must not be enough to try them.
        keyed = salted_hmac("areba.slip", f"{self.code}:{pin}", algorithm="sha256")
        return keyed.hexdigest()
