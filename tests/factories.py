"""Rows for tests: valid by default, each field there to be overridden."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from datasets.library.models import Dataset, Terms, Version
from datasets.library.vocabulary import VersionState
from demand.answers.models import Answer, Demand
from demand.answers.vocabulary import Level, Reason
from demand.mandates.models import Mandate, Minutes
from demand.mandates.vocabulary import Side
from demand.needs.models import Need, SearchEntry
from demand.needs.vocabulary import Kind, Period, Task, Thing
from demand.operations.models import Operation, Vouching
from demand.operations.vocabulary import Prefecture, Sector
from demand.talk.models import Remark
from demand.talk.vocabulary import Saying, State
from marketplace.accounts.models import Membership, Organisation, Slip, User
from marketplace.accounts.vocabulary import Role
from marketplace.developers.models import Developer
from marketplace.developers.vocabulary import Device, Modality
from marketplace.opportunities.models import Outcome
from marketplace.opportunities.vocabulary import Ending
from marketplace.opportunities.vocabulary import Side as Teller


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    class Params:
        # Somebody who has read a code that was sent to their phone: `UserFactory(reached=True)`.
        reached = factory.Trait(
            phone=factory.Sequence("+8190{:08d}".format),
            last_login=factory.LazyFunction(timezone.now),
        )

    email = factory.Sequence("person{}@example.com".format)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    role = Role.OWNER


class OrganisationFactory(DjangoModelFactory):
    """An organisation with one member: `OrganisationFactory(member=sato)`."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence("組織{}".format)

    @factory.post_generation
    def member(self, create, user, **roles):
        MembershipFactory(user=user or UserFactory(), organisation=self, **roles)


class OperationFactory(DjangoModelFactory):
    class Meta:
        model = Operation

    organisation = factory.SubFactory(OrganisationFactory)
    sector = Sector.AGRICULTURE
    products = "いちご"
    prefecture = Prefecture.TOCHIGI
    municipality = "真岡市"


class MinutesFactory(DjangoModelFactory):
    class Meta:
        model = Minutes

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence("支部総会 {}".format)
    held_on = date(2026, 11, 20)
    recorded_by = factory.LazyAttribute(lambda minutes: minutes.organisation.members.get())


class MandateFactory(DjangoModelFactory):
    """A mandate in force for all needs; `MandateFactory(waiting=True)` is not accepted yet."""

    class Meta:
        model = Mandate

    class Params:
        waiting = factory.Trait(accepted_by=None, accepted_at=None)

    operation = factory.SubFactory(OperationFactory)
    agent = factory.SubFactory(OrganisationFactory)
    asked_side = Side.OPERATION
    asked_by = factory.LazyAttribute(lambda given: given.operation.organisation.members.first())
    asked_at = factory.LazyFunction(timezone.now)
    accepted_by = factory.LazyAttribute(lambda given: given.agent.members.first())
    accepted_at = factory.LazyFunction(timezone.now)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))


class VouchingFactory(DjangoModelFactory):
    """A recognised co-operative that knows an operation, as both have said."""

    class Meta:
        model = Vouching
        skip_postgeneration_save = True

    cooperative = factory.SubFactory(OperationFactory)
    operation = factory.SubFactory(OperationFactory)
    is_asked_by_cooperative = True
    asked_by = factory.LazyAttribute(lambda given: given.cooperative.organisation.members.first())
    asked_at = factory.LazyFunction(timezone.now)
    accepted_by = factory.LazyAttribute(lambda given: given.operation.organisation.members.first())
    accepted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def recognised(self, create, given, **words):
        cooperative = self.cooperative
        cooperative.is_cooperative, cooperative.recognised_at = True, timezone.now()
        cooperative.recognised_by = cooperative.organisation.members.first()
        cooperative.save()


class SlipFactory(DjangoModelFactory):
    """A slip as it was printed, with its person: `SlipFactory(organisation=…, pin="123456")`."""

    class Meta:
        model = Slip
        skip_postgeneration_save = True

    user = factory.LazyFunction(lambda: User.objects.create_user(name="用紙の人"))
    organisation = factory.SubFactory(OrganisationFactory)
    issued_by = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence("slip{:08d}".format)
    printed_by = factory.LazyAttribute(lambda slip: slip.issued_by.members.first())
    printed_at = factory.LazyFunction(timezone.now)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))

    @factory.post_generation
    def pin(self, create, given, **words):
        self._set_pin(given or "000000")
        self.save()
        MembershipFactory(user=self.user, organisation=self.organisation)


class NeedFactory(DjangoModelFactory):
    """A need with the empty summary and the search entry that posting gives it."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    kind = Kind.TECHNOLOGY
    sector = Sector.AGRICULTURE
    product = "いちご"
    prefecture = Prefecture.TOCHIGI
    tasks = factory.LazyFunction(lambda: [Task.PERCEPTION])
    title = factory.Sequence("うどんこ病を早く知りたい {}".format)
    story = "葉裏に白い粉がつくころには隣のうねまで広がっている。"
    acceptance_hits, acceptance_trials = 8, 10
    thing, period = Thing.TEN_ARES, Period.YEAR
    rungs = factory.LazyFunction(lambda: [8_000, 10_000, 15_000, 20_000, 30_000])
    posted_by = factory.SubFactory(OperationFactory)

    @factory.post_generation
    def demand(self, create, given, **fields):
        Demand.objects.create(need=self, **fields)
        SearchEntry.objects.write([self])


class InstitutionNeedFactory(NeedFactory):
    kind = Kind.INSTITUTION
    thing = period = ""
    rungs = factory.LazyFunction(list)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    need = factory.SubFactory(NeedFactory)
    operation = factory.SubFactory(OperationFactory)
    level = Level.WOULD_BUY
    cap = 15_000
    quantity = Decimal("2.5")
    certainty = 7
    answered_by = factory.LazyAttribute(lambda answer: answer.operation.organisation.members.get())


class RefusalFactory(AnswerFactory):
    level = Level.REFUSES
    cap = quantity = certainty = None
    reason = Reason.PRICE


class DatasetFactory(DjangoModelFactory):
    class Meta:
        model = Dataset

    organisation = factory.SubFactory(OrganisationFactory)
    title = "葉の写真と病名"
    description = "2026年の春に撮った葉の測定値と、普及員がつけた病名。"


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = Terms

    purpose = "病害の見分け"
    text_sha256 = sha256(b"terms").hexdigest()
    agreed_by = factory.SubFactory(UserFactory)


class VersionFactory(DjangoModelFactory):
    """A published version; `VersionFactory(draft=True)` is on its way in."""

    class Meta:
        model = Version

    class Params:
        draft = factory.Trait(
            state=VersionState.DRAFT, sha256="", published_at=None, row_count=None
        )

    dataset = factory.SubFactory(DatasetFactory)
    number = 1
    terms = factory.SubFactory(TermsFactory)
    state = VersionState.PUBLISHED
    sha256 = sha256(b"table").hexdigest()
    row_count = 178
    label_column = "class"
    published_at = factory.LazyFunction(timezone.now)


class DeveloperFactory(DjangoModelFactory):
    class Meta:
        model = Developer

    organisation = factory.SubFactory(OrganisationFactory)
    summary = "Leaf disease detection on phones, offline."
    tasks = factory.LazyFunction(lambda: [Task.PERCEPTION])
    modalities = factory.LazyFunction(lambda: [Modality.IMAGE])
    devices = factory.LazyFunction(lambda: [Device.PHONE])
    sectors = factory.LazyFunction(lambda: [Sector.AGRICULTURE])
    prefectures = factory.LazyFunction(lambda: [Prefecture.TOCHIGI])


class OutcomeFactory(DjangoModelFactory):
    """A builder's word: `OutcomeFactory(buyer=True)` is that of who wanted it."""

    class Meta:
        model = Outcome

    class Params:
        buyer = factory.Trait(side=Teller.BUYER, began_on=None, buyer_count=None, cost_so_far=None)
        dropped = factory.Trait(
            ending=Ending.DROPPED, delivered_on=None, yearly_paid=None, buyer_count=None
        )

    need = factory.SubFactory(NeedFactory)
    developer = factory.SubFactory(DeveloperFactory)
    side = Teller.BUILDER
    ending = Ending.DELIVERED
    began_on = date(2026, 1, 10)
    delivered_on = date(2026, 9, 1)
    yearly_paid = 3_000_000
    buyer_count = 40
    cost_so_far = 6_000_000
    entered_by = factory.SubFactory(UserFactory)


class RemarkFactory(DjangoModelFactory):
    """Something that is shown: `RemarkFactory(held=True)` waits for a moderator."""

    class Meta:
        model = Remark

    class Params:
        held = factory.Trait(state=State.HELD)
        exists = factory.Trait(
            kind=Saying.EXISTS, product="葉っぱカメラ", price=9_800, link="https://example.com/leaf"
        )

    need = factory.SubFactory(NeedFactory)
    kind = Saying.QUESTION
    text = factory.Sequence("葉の裏も写りますか {}".format)
    author = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
