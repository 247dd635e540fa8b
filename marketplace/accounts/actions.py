"""What people do about who they are."""

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import ApiToken, Membership, Organisation, User
from marketplace.accounts.vocabulary import Role


def welcome(*, email: str) -> User:
    """Find the person of an e-mail address, or take in a new one."""
    user = User.objects.filter(email=email.strip().lower()).first()
    return user or User.objects.create_user(email.strip())


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
