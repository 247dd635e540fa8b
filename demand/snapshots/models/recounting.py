"""The counts of every need in one pass: the same that each need's own summary has."""

from django.db import connection

from demand.answers.arithmetic.rings import FEWEST_IN_A_HAND
from demand.answers.vocabulary import Level
from demand.needs.models import Need
from demand.operations.models import Operation, tier_of
from demand.operations.vocabulary import Tier


def _pairs(words: dict[str, str]) -> str:
    return ", ".join(f"'{word}', coalesce({column}, 0)" for word, column in words.items())


LEVELS = {level.lower(): level.lower() for level in Level.values}
TIERS = {tier: f"tier_{tier.lower()}" for tier in Tier.values}
WANTED = f"level <> '{Level.REFUSES}'"
COLUMNS = ("co_sign_count", "refusal_count", "level_counts", "discounted_count", "tier_counts")

# Each operation's tier once, not with each of its answers: hence materialised.
# Needs that gather others add up more than their own answers: each summarises itself.
RECOUNT = f"""
with tiers (operation_id, tier) as materialized ({{tiers}}),
counted as (
  select need_id,
    count(*) filter (where {WANTED}) as co_signs,
    count(*) filter (where {WANTED} and cap is not null) as priced,
    {
    ", ".join(
        f"count(*) filter (where level = '{level}') as {column}"
        for column, level in zip(LEVELS, Level.values, strict=True)
    )
},
    {
    ", ".join(
        f"count(*) filter (where {WANTED} and tier = '{tier}') as {column}"
        for tier, column in TIERS.items()
    )
},
    sum(case when hand is null or hand_size < {FEWEST_IN_A_HAND} then 1.0
      else 1 / ceil(sqrt(hand_size)) end) filter (where {WANTED}) as discounted
  from answers_answer answer
  join tiers using (operation_id)
  left join answers_trace trace on trace.answer_id = answer.id
  where withdrawn_at is null and set_aside_at is null
  group by need_id
)
insert into answers_demand (need_id, {", ".join(COLUMNS)}, summarised_at)
select need.id, coalesce(co_signs, 0), coalesce(refuses, 0),
  jsonb_build_object({_pairs(LEVELS | {"priced": "priced", "co_signs": "co_signs"})}),
  coalesce(discounted, 0), jsonb_build_object({_pairs(TIERS)}), now()
from needs_need need left join counted on counted.need_id = need.id
where need.canonical_id is null and not need.id = any(%s)
on conflict (need_id) do update
set ({", ".join(COLUMNS)}, summarised_at) =
  ({", ".join(f"excluded.{column}" for column in COLUMNS)}, excluded.summarised_at)
where ({", ".join(f"answers_demand.{column}" for column in COLUMNS)})
  <> ({", ".join(f"excluded.{column}" for column in COLUMNS)})
"""


def gathering_needs() -> list[int]:
    """List the needs into which others were merged. One query."""
    merged = Need.objects.filter(canonical__isnull=False).order_by("canonical")
    return [pk for pk in merged.values_list("canonical", flat=True).distinct() if pk]


def make_room() -> None:
    """Let the transaction that is open group and sort all answers in memory. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '64MB'")


def recount_demand(*, but: list[int]) -> int:
    """Count every need but these from its answers; write what differs, say how many did.

    Hands and twins are taken as they were last found. One statement.
    """
    tiers = Operation.objects.order_by().values_list("id", tier_of(""))
    sql, parameters = tiers.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT.replace("{tiers}", sql), [*parameters, but])
        written: int = cursor.rowcount
    return written
