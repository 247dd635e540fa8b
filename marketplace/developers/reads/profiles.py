"""Who builds, in lists and one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from datasets.library.vocabulary import Use
from demand.needs.vocabulary import Task
from demand.operations.vocabulary import Prefecture, Sector
from marketplace.accounts.models import Organisation
from marketplace.developers.models import Developer, DeveloperQuerySet
from marketplace.developers.vocabulary import Device, Language, Modality
from marketplace.pages.wording import day, number

NEWEST_FIRST = ("-registered_at", "-id")


def developers(asked: Mapping[str, str]) -> DeveloperQuerySet:
    """List developers, those who do the `task` and serve the `sector` asked for."""
    listed = Developer.objects.for_list()
    if task := asked.get("task"):
        listed = listed.filter(tasks__contains=[task])
    if sector := asked.get("sector"):
        listed = listed.serving(sector)
    return listed


def developer_of(organisation: Organisation | None) -> Developer | None:
    """Find the organisation's profile; one query, none without an organisation."""
    if organisation is None:
        return None
    return Developer.objects.for_list().filter(organisation=organisation).first()


@dataclass(frozen=True, slots=True)
class Trait:
    """One line of a profile, in the words of the page."""

    label: str
    said: str


def traits(developer: Developer) -> list[Trait]:
    """Say what everybody may know of a developer: no costs."""
    said = [
        Trait(_("What their models do"), _listed(Task, developer.tasks)),
        Trait(_("What they work on"), _listed(Modality, developer.modalities)),
        Trait(_("Where they run"), _listed(Device, developer.devices)),
        Trait(_("Sectors"), _listed(Sector, developer.sectors) or _("All of them")),
        Trait(
            _("Where they can go"),
            _listed(Prefecture, developer.prefectures) or _("Anywhere in Japan"),
        ),
        Trait(_("Languages"), _listed(Language, developer.languages)),
        Trait(_("Country"), developer.organisation.country),
        Trait(_("Uses data for"), str(Use(developer.use).label)),
        Trait(_("Contracts"), _contracts(developer)),
        Trait(_("Delivered here"), _track(developer)),
        Trait(_("Needs at once"), _room(developer)),
        Trait(_("Registered"), day(developer.registered_at)),
    ]
    return [trait for trait in said if trait.said]


def _listed(words: type[models.TextChoices], chosen: Sequence[str]) -> str:
    return _(", ").join(str(words(word).label) for word in chosen)


def _contracts(developer: Developer) -> str:
    if not developer.may_contract:
        return _("Cannot sign a contract in Japan yet")
    number = developer.invoice_number or _("no qualified invoice number")
    return _("Can sign in Japan (%(number)s)") % {"number": number}


def _room(developer: Developer) -> str:
    counts = {"most": number(developer.capacity), "free": number(developer.free_capacity)}
    return _("%(most)s, room for %(free)s more now") % counts


def _track(developer: Developer) -> str:
    counts = {
        "accepted": number(developer.accepted_count),
        "failed": number(developer.failed_count),
    }
    return _("%(accepted)s in use, %(failed)s dropped or not in use") % counts
