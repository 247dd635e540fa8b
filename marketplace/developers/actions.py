"""What people do about what their team can build."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import found_organisation
from marketplace.accounts.models import Organisation, User
from marketplace.changes.models import Change
from marketplace.developers.models import Developer


class NotYourTeam(Exception):
    """Somebody acts for a team that they are not a member of."""

    code = "not_your_team"
    detail = _("You do not belong to this organisation, so you cannot change its profile.")


@transaction.atomic
def register_developer(
    *,
    by: User,
    organisation: Organisation | None = None,
    name: str = "",
    country: str = "",
    is_sample: bool = False,
    **fields: Any,
) -> Developer:
    """Register a developer, or change the profile that is there: a second tap makes nothing new.

    Without an organisation one is founded, or one's own of that name is taken.
    `fields` are those of the model, `country` is where it is based, by ISO 3166; what is
    not named stays.
    Raises: NotYourTeam; ValidationError, field by field.
    """
    if organisation is not None and not organisation.admits(by):
        raise NotYourTeam
    developer = _registered(organisation, name, by)
    kind = "changed" if developer else "registered"
    if developer is None:
        team = organisation or found_organisation(name=name, by=by, is_sample=is_sample)
        developer = Developer(organisation=team)
    for field, value in fields.items():
        setattr(developer, field, value)
    # Without the organisation: that it registers once was looked up under a lock.
    developer.full_clean(exclude={"organisation"}, validate_unique=False)
    developer.save()
    _settle(developer.organisation, country)
    Change.objects.record(noun="developer", key=developer.pk, kind=kind)
    return developer


def _registered(organisation: Organisation | None, name: str, by: User) -> Developer | None:
    """Find and lock the profile that is there, after whoever is registering it right now.

    Locked, because what is counted in it is written by others.
    """
    known = Developer.objects.select_for_update(of=("self",), no_key=True)
    if organisation is not None:
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        return known.filter(organisation=organisation).first()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return known.acted_for_by(by).filter(organisation__name=name).first()


def _settle(organisation: Organisation, country: str) -> None:
    """Write down where an organisation is based, if that was said."""
    if country and country != organisation.country:
        organisation.country = country
        organisation.full_clean(exclude={"slug"}, validate_unique=False)
        organisation.save(update_fields=["country"])
