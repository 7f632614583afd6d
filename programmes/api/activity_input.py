"""What programs send of an activity."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework import serializers

from actors.models import Organisation
from lib.api import WholeSerializer
from lib.dates import PartialDate, Precision, partial
from lib.quantities import Qualifier
from lib.text import clean, clean_line
from programmes.enums import Dimension
from programmes.models import ActivityKind, ParticipationCategory, Programme
from programmes.selectors.details import (
    NOTE_LENGTH,
    TITLE_LENGTH,
    ActivityDetails,
    Part,
    Share,
)
from regions.models import Place


class WrittenDateField(serializers.CharField):
    """A date as one writes it: `2023-07-07`, or `2023-07`, or `2023` where no more is known."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(text))
        whole = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]
        day = serializers.DateField().run_validation(whole) if precision else None
        if day is None:
            raise serializers.ValidationError(_("Write a date as 2023-07-07, 2023-07 or 2023."))
        return partial(day, precision)

    def to_representation(self, value: PartialDate):
        return value.on.isoformat() if value.on else None


class PeopleField(serializers.IntegerField):
    """A number of people, up to what the form takes."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=999_999_999, **kwargs)


class AttributionSerializer(WholeSerializer):
    programme = serializers.SlugRelatedField(slug_field="slug", queryset=Programme.objects.none())
    funder = serializers.SlugRelatedField(
        slug_field="slug", queryset=Organisation.objects.none(), required=False, allow_null=True
    )
    component = serializers.IntegerField(
        source="component.position",
        min_value=0,
        required=False,
        allow_null=True,
        help_text="The position of the component in its programme; null where it is not stated.",
    )
    share = serializers.DecimalField(
        max_digits=5, decimal_places=2, help_text="Percent of the activity, such as 62.50."
    )

    def get_fields(self):
        fields = super().get_fields()
        user = person_of(self)
        fields["programme"].queryset = Programme.objects.visible_to(user)
        fields["funder"].queryset = Organisation.objects.visible_to(user)
        return fields

    def validate(self, attrs):
        position = attrs.pop("component", {}).get("position")
        if position is None:
            return attrs
        found = attrs["programme"].components.filter(position=position).first()
        if found is None:
            raise serializers.ValidationError(
                {"component": _("This programme has no component at this position.")}
            )
        return attrs | {"component": found}


class BreakdownSerializer(WholeSerializer):
    """How many participants fall in one category; what remains is « not broken down »."""

    dimension = serializers.ChoiceField(choices=Dimension)
    code = serializers.CharField(max_length=12)
    count = PeopleField()

    def validate(self, attrs):
        category = ParticipationCategory.objects.filter(
            dimension=attrs["dimension"], code=attrs["code"], is_unspecified=False
        ).first()
        if category is None:
            raise serializers.ValidationError({"code": _("There is no such category.")})
        return {"category": category, "count": attrs["count"]}


class ActivityInput(serializers.Serializer):
    """What a program says of an activity. Owner and region follow from who sends it."""

    title = serializers.CharField(max_length=TITLE_LENGTH, allow_blank=True, trim_whitespace=True)
    kind = serializers.SlugRelatedField(slug_field="code", queryset=ActivityKind.objects.all())
    starts = WrittenDateField(help_text="2023-07-07, 2023-07 or 2023, as far as it is known.")
    ends_on = serializers.DateField(
        required=False, allow_null=True, help_text="The last day; null for a single day."
    )
    is_planned = serializers.BooleanField(
        required=False, help_text="Whether it is still to come; what is planned counts nowhere."
    )
    attributions = AttributionSerializer(
        many=True, allow_empty=False, help_text="Shares of programmes and funders: 100 in all."
    )
    places = serializers.SlugRelatedField(
        slug_field="code",
        many=True,
        queryset=Place.objects.all(),
        required=False,
        help_text="Codes of the places where it took place.",
    )
    participants = PeopleField(
        required=False, allow_null=True, help_text="Null where nobody counted; never 0 for that."
    )
    participants_qualifier = serializers.ChoiceField(
        choices=Qualifier.choices, required=False, help_text="How the number is to be read."
    )
    women = PeopleField(required=False, allow_null=True, help_text="Of the participants.")
    breakdown = BreakdownSerializer(
        many=True, required=False, help_text="The participants by category of each dimension."
    )
    organisers = serializers.SlugRelatedField(
        slug_field="slug",
        many=True,
        queryset=Organisation.objects.none(),
        required=False,
        help_text="Slugs of the organisations that held it.",
    )
    partners = serializers.SlugRelatedField(
        slug_field="slug",
        many=True,
        queryset=Organisation.objects.none(),
        required=False,
        help_text="Slugs of the organisations that took part in it.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)

    def get_fields(self):
        fields = super().get_fields()
        for name in ("organisers", "partners"):
            fields[name].child_relation.queryset = Organisation.objects.visible_to(person_of(self))
        return fields

    def details(self, current: ActivityDetails | None = None) -> ActivityDetails:
        """What was sent, as the domain says it; what was not sent stays as it is."""
        sent = self.validated_data
        said = (
            {name: getattr(current, name) for name in ActivityDetails.__slots__} if current else {}
        )
        said |= {name: sent[name] for name in PLAIN if name in sent}
        said |= {name: tuple(dict.fromkeys(sent[name])) for name in LISTS if name in sent}
        if "title" in sent:
            said["title"] = clean_line(sent["title"])
        if "note" in sent:
            said["note"] = clean(sent["note"])
        if "attributions" in sent:
            said["shares"] = tuple(
                Share(one["programme"], one["share"], one.get("funder"), one.get("component"))
                for one in sent["attributions"]
            )
        if "breakdown" in sent:
            said["breakdown"] = tuple(
                Part(one["category"], one["count"]) for one in sent["breakdown"]
            )
        return ActivityDetails(**said)


PLAIN = (
    "kind",
    "starts",
    "ends_on",
    "is_planned",
    "participants",
    "participants_qualifier",
    "women",
)
LISTS = ("places", "organisers", "partners")


NOBODY = AnonymousUser()


def person_of(serializer):
    """Who asks; an empty scope where the schema is drawn without anybody."""
    request = serializer.context.get("request")
    return request.user if request else NOBODY
