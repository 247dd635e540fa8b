"""What programs read and write of offers and commitments."""

from rest_framework import serializers

from datasets.library.models import Dataset
from demand.needs.models import Need
from demand.operations.vocabulary import Prefecture
from marketplace.offers.models.offers import INVOICE_NUMBER, SLOWEST_PAYMENT_DAYS
from marketplace.offers.vocabulary import Metric, Standing, State

MOST_YEN = 2_147_483_647


class TermsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One version of an offer. Yen are without tax."""

    number = serializers.IntegerField(read_only=True)
    made_at = serializers.DateTimeField(read_only=True)
    fixed_cost = serializers.IntegerField(
        min_value=0, max_value=10**15, help_text="Borne once by all buyers together."
    )
    unit_cost = serializers.IntegerField(min_value=0, max_value=MOST_YEN, default=0)
    lowest_price = serializers.IntegerField(min_value=0, max_value=MOST_YEN, default=0)
    least_operations = serializers.IntegerField(min_value=1, max_value=MOST_YEN, default=1)
    metric = serializers.ChoiceField(Metric.choices)
    threshold = serializers.DecimalField(12, 4, help_text="0–1, or an error in its own unit.")
    judged_by = serializers.CharField(max_length=200, help_text="On which sealed labels.")
    judged_on = serializers.SlugRelatedField(
        "slug",
        queryset=Dataset.objects.published(),
        required=False,
        allow_null=True,
        help_text="The data set whose sealed labels judge it.",
    )
    delivered_on = serializers.DateField()
    tried_until = serializers.DateField()
    valid_until = serializers.DateField()
    prefectures = serializers.ListField(
        child=serializers.ChoiceField(Prefecture.choices), default=list, max_length=47
    )
    place_changes = serializers.CharField(max_length=400, default="", allow_blank=True)
    paid_work = serializers.CharField(max_length=400, default="", allow_blank=True)
    payment_days = serializers.IntegerField(
        min_value=1, max_value=SLOWEST_PAYMENT_DAYS, default=None, allow_null=True
    )
    invoice_number = serializers.RegexField(
        INVOICE_NUMBER, max_length=14, default="", allow_blank=True
    )


class OfferSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One's own offer. `cleared_price` is in yen with tax per unit of the need."""

    id = serializers.IntegerField(read_only=True)
    need = serializers.SlugRelatedField(
        "slug", source="round.need", queryset=Need.objects.visible()
    )
    opens_at = serializers.DateTimeField(source="round.hour", read_only=True)
    state = serializers.ChoiceField(State.choices, read_only=True)
    handed_in_at = serializers.DateTimeField(read_only=True, allow_null=True)
    cleared_price = serializers.IntegerField(read_only=True, allow_null=True)
    cooling_until = serializers.DateTimeField(read_only=True, allow_null=True)
    measured = serializers.DecimalField(12, 4, read_only=True, allow_null=True)
    hands_in = serializers.BooleanField(
        write_only=True, default=True, help_text="False keeps it as a draft."
    )
    terms = TermsSerializer(help_text="The version that counts: the last one.")
    versions = TermsSerializer(many=True, read_only=True)


class CommitmentSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Yen are with tax; `amount` is rounded down, so that no cap is exceeded."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    need = serializers.CharField(source="round.need.slug")
    offer = serializers.IntegerField(source="offer_id")
    buyer = serializers.CharField(source="operation.organisation.name")
    seller = serializers.CharField(source="offer.developer.organisation.name")
    quantity = serializers.DecimalField(10, 2)
    price = serializers.IntegerField()
    amount = serializers.IntegerField()
    standing = serializers.ChoiceField(Standing.choices)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    cooling_until = serializers.DateTimeField(source="offer.cooling_until", allow_null=True)


class ConfirmSerializer(serializers.Serializer):  # type: ignore[type-arg]
    for_business = serializers.BooleanField(help_text="True: it is bought for a business.")


class PartySerializer(serializers.Serializer):  # type: ignore[type-arg]
    name = serializers.CharField()
    place = serializers.CharField()
    country = serializers.CharField()


class OrderSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An order between two named parties. `price` and `amount` with tax, `net` without."""

    number = serializers.CharField()
    is_firm = serializers.BooleanField(help_text="False until the cooling-off is over.")
    agreed_on = serializers.DateField()
    buyer = PartySerializer()
    seller = PartySerializer()
    invoice_number = serializers.CharField(source="version.invoice_number")
    need = serializers.CharField(source="commitment.round.need.slug")
    quantity = serializers.DecimalField(10, 2, source="commitment.quantity")
    unit = serializers.CharField()
    price = serializers.IntegerField()
    amount = serializers.IntegerField()
    tax = serializers.IntegerField()
    net = serializers.IntegerField()
    delivered_on = serializers.DateField()
    delivery_season = serializers.CharField()
    tried_until = serializers.DateField()
    trial_season = serializers.CharField()
    metric = serializers.ChoiceField(Metric.choices, source="version.metric")
    threshold = serializers.DecimalField(12, 4, source="version.threshold")
    judged_by = serializers.CharField(source="version.judged_by")
    place_changes = serializers.CharField(source="version.place_changes")
    paid_work = serializers.CharField(source="version.paid_work")
    payment_days = serializers.IntegerField(source="version.payment_days", allow_null=True)


class MessageSerializer(serializers.Serializer):  # type: ignore[type-arg]
    by = serializers.CharField(source="organisation.name", read_only=True)
    text = serializers.CharField(max_length=2000)
    at = serializers.DateTimeField(read_only=True)


class ClearedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """An offer that cleared. `price` in yen with tax; few buyers are not counted out."""

    developer = serializers.CharField(source="offer.developer.organisation.slug")
    state = serializers.ChoiceField(State.choices, source="offer.state")
    price = serializers.IntegerField()
    buyer_count = serializers.IntegerField(allow_null=True)


class OutcomeSerializer(serializers.Serializer):  # type: ignore[type-arg]
    opened_at = serializers.DateTimeField()
    offer_count = serializers.IntegerField()
    cleared = ClearedSerializer(many=True)


class HourSerializer(serializers.Serializer):  # type: ignore[type-arg]
    at = serializers.DateTimeField()
    wanted_by = serializers.DateField(allow_null=True)
    is_set = serializers.BooleanField(help_text="False where it is the need's usual hour.")


class NeedOffersSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What everybody may know: sealed offers leave no trace in it."""

    hour = HourSerializer(allow_null=True)
    outcomes = OutcomeSerializer(many=True)
