"""What people do about who they are."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import ApiToken, Membership, Organisation, User
from marketplace.accounts.vocabulary import Role


class NoOrganisation(Exception):
    """Somebody acts without acting for anybody."""

    code = "no_organisation"
    detail = _("You act for no organisation yet. Register one on the site first.")


def welcome(*, email: str) -> User:
    """Find the person of an e-mail address, or take in a new one; twice at once makes one."""
    address = email.strip().lower()
    known = User.objects.filter(email=address)
    if user := known.first():
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(address)
    except IntegrityError:
        return known.get()


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
