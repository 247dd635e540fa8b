"""What people do about who they are."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import ApiToken, Membership, Organisation, Slip, User
from marketplace.accounts.vocabulary import Role
from marketplace.changes.models import Change


class NotAModerator(Exception):
    """Somebody decides who does not look after this site."""

    code = "not_a_moderator"
    detail = _("Only those who look after this site can do this.")


class NoOrganisation(Exception):
    """Somebody acts without acting for anybody."""

    code = "no_organisation"
    detail = _("You act for no organisation yet. Register one on the site first.")


class SlipIsOver(Exception):
    """No slip is good that has this code: it never was, was printed anew, ended or ran out."""

    code = "slip_is_over"
    detail = _("This slip is no longer good. Ask whoever gave it to you for a new one.")


class SlipIsLocked(Exception):
    """A wrong PIN was given too often."""

    code = "slip_is_locked"
    detail = _(
        "A wrong number was written five times, so this slip is locked. "
        "Ask whoever gave it to you for a new one."
    )


class WrongPin(Exception):
    """The PIN does not belong to the slip."""

    code = "wrong_pin"
    detail = _("This is not the number of this slip. Look at it again.")


class NotYourSlip(Exception):
    """Somebody wants to print or end a slip of an account that is not theirs to open."""

    code = "not_your_slip"
    detail = _("This account is not yours to print a slip for: it has its own way to sign in.")


class AddressIsTaken(Exception):
    """The address belongs to another account."""

    code = "address_is_taken"
    detail = _("This address belongs to another account. Sign in with it instead.")


class NumberIsTaken(Exception):
    """The number belongs to another account."""

    code = "number_is_taken"
    detail = _("This number belongs to another account. Sign in with it instead.")


def moderate(user: User) -> None:
    """Make sure that the user looks after this site. Raises: NotAModerator."""
    if not user.is_staff:
        raise NotAModerator


def choose_language(*, by: User, language: str) -> None:
    User.objects.filter(pk=by.pk).update(language=language)


def welcome(*, email: str = "", phone: str = "") -> User:
    """Find the person of an address or number, or take in a new one; twice at once makes one."""
    way = {"phone": phone} if phone else {"email": email.strip().lower()}
    known = User.objects.filter(**way)
    if user := known.first():
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(**way)
    except IntegrityError:
        return known.get()


def add_address(*, user: User, email: str) -> None:
    """Give an account an address by which it can be signed in to, once that is proven.

    Raises: AddressIsTaken.
    """
    user.email = email.strip().lower()
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise AddressIsTaken from None


def add_number(*, user: User, phone: str) -> None:
    """Give an account a mobile number by which it can be signed in to, once that is proven.

    Raises: NumberIsTaken.
    """
    user.phone = phone
    try:
        with transaction.atomic():
            # Asked for once, and never signed in with: nobody's.
            User.objects.filter(phone=phone, email=None, last_login=None).delete()
            user.save(update_fields=["phone"])
            Change.objects.record(noun="account", key=user.pk, kind="number_added")
    except IntegrityError:
        raise NumberIsTaken from None


def found_organisation(
    *, name: str, by: User, country: str = "JP", is_sample: bool = False
) -> Organisation:
    """Register an organisation with its founder as owner."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=name, country=country, is_sample=is_sample)
        Membership.objects.create(user=by, organisation=organisation, role=Role.OWNER)
    return organisation


def issue_token(*, organisation: Organisation, name: str, by: User) -> str:
    """Make an API token for one's organisation and return its key, which is shown once."""
    return ApiToken.objects.issue(user=by, organisation=organisation, name=name)[1]


def revoke_token(*, token: ApiToken, now: datetime) -> None:
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])


@transaction.atomic
def print_slip(
    *, organisation: Organisation, issuer: Organisation, by: User, now: datetime, until: date
) -> tuple[Slip, str]:
    """Print a slip for an organisation that has no way in but by slip, or print it anew.

    Returns the slip with its PIN, which is shown once. An old slip and all sessions that it
    opened end, and prices given before this moment are no longer shown to the account.
    Raises: NotYourSlip.
    """
    members = list(
        User.objects.select_for_update(of=("self",), no_key=True)
        .filter(memberships__organisation=organisation)
        .select_related("slip")
    )
    slip = next((user.slip for user in members if hasattr(user, "slip")), None)
    if slip is not None and slip.issued_by_id != issuer.pk:
        raise NotYourSlip
    if any(user.email or user.phone or user != (slip and slip.user) for user in members):
        raise NotYourSlip
    if slip is None:
        user = User.objects.create_user(name=organisation.name[:60])
        Membership.objects.create(user=user, organisation=organisation)
        slip = Slip(user=user, organisation=organisation, issued_by=issuer)
    elif slip.user.last_login:
        slip.user.prices_since = now
        slip.user.save(update_fields=["prices_since"])
        slip.user.leave_everywhere()
    return slip, slip.print_anew(by, now, until)


@transaction.atomic
def end_slip(*, slip: Slip, by: User, now: datetime) -> None:
    """Let a slip sign nobody in any more, and end the sessions that it opened.

    Raises: NotYourSlip, unless it is one's own or one's organisation has printed it.
    """
    if slip.user_id != by.pk and not slip.issued_by.admits(by):
        raise NotYourSlip
    slip.revoked_at = now
    slip.save(update_fields=["revoked_at"])
    slip.user.leave_everywhere()


def open_slip(*, code: str, pin: str, own_pin: str, now: datetime) -> User:
    """Tell whom a slip signs in. The first time, `own_pin` takes the place of the printed one.

    Raises: SlipIsOver, SlipIsLocked, WrongPin.
    """
    with transaction.atomic():
        # One try after the other: at once, many could pass before any is counted.
        slip = Slip.objects.select_for_update(of=("self",)).filter(code=code).first()
        if slip is None or not slip.is_good_on(timezone.localdate(now)):
            raise SlipIsOver
        is_open = not slip.is_locked and slip.opens_with(pin)
        if is_open:
            slip.wrong_count = 0
            if slip.pin_is_printed:
                slip.choose_pin(own_pin, now)
        elif not slip.is_locked:
            slip.wrong_count += 1
        slip.save(update_fields=["wrong_count"])
    # Outside: raised within, the refusal would take its own count back.
    if not is_open:
        raise SlipIsLocked if slip.is_locked else WrongPin
    return slip.user
