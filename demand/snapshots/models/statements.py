"""The SQL that counts: set by set, never need by need."""

from datetime import date, datetime, time

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from demand.answers.vocabulary import FIRM_CERTAINTY, Level, Reason

# Each answer is counted once by its level or, a refusal, by its reason; firm ones once more.
MEASURES = {
    "need_count": "is_need",
    **{
        f"{level.lower()}_count": f"level = '{level}'"
        for level in Level.values
        if level != Level.REFUSES
    },
    "firm_count": (
        f"level = '{Level.LETTER}'"
        f" or (level = '{Level.CONDITIONAL}' and certainty >= {FIRM_CERTAINTY})"
    ),
    **{f"{reason.lower()}_refusal_count": f"reason = '{reason}'" for reason in Reason.values},
}
COLUMNS = ", ".join(MEASURES)


def sums(measures: dict[str, str]) -> str:
    """Write the columns that add up what comes and goes, each where its condition holds."""
    return ",\n  ".join(
        f"coalesce(sum(sign) filter (where {condition}), 0) as {name}"
        for name, condition in measures.items()
    )


# Most answers have one state, which their own row tells; the history is read of the others
# alone. The first state begins when the answer was given, each ends where the next begins.
# `<=` where `=` would do: of an equality Postgres expects next to no rows, and sorts.
CHANGED = """
create temporary table changed_answer on commit drop as
select id, need_id, operation_id, answered_at from answers_answer
where changed_at > answered_at or withdrawn_at is not null;
analyze changed_answer;
create temporary table answer_state on commit drop as
select a.need_id, a.operation_id, r.level, r.certainty, r.reason, r.kind,
  case when row_number() over w = 1 then a.answered_at else r.at end as at,
  lead(r.at) over w as until
from changed_answer a join answers_revision r on r.answer_id = a.id
window w as (partition by r.answer_id order by r.id)
"""

# What comes (+1) and what goes (-1).
STATE_MOVES = """
  select need_id, operation_id, level, certainty, reason, at, 1 as sign
  from answer_state where kind <> 'withdrawn'
  union all
  select need_id, operation_id, level, certainty, reason, until, -1
  from answer_state where kind <> 'withdrawn' and until is not null
"""
MOVES = f"""
moves as (
  select need_id, operation_id, level, certainty, reason, answered_at as at, 1 as sign
  from answers_answer
  where changed_at <= answered_at and withdrawn_at is null
  union all
  {STATE_MOVES}
)
"""

# A need's cell but for the prefecture, which is the answering operation's: small numbers
# to group three million rows by, instead of words.
NEED_CLASSES = """
create temporary table need_class on commit drop as
select id as need_id, is_sample, sector, kind, words as tasks, posted_at, prefecture,
  dense_rank() over (order by is_sample, sector, kind, words)::int as class
from (
  select *, case when cardinality(tasks) < 2 then tasks
    else array(select unnest(tasks) order by 1) end as words
  from needs_need
) needs
"""

SNAPSHOT_COUNTS = f"""
create temporary table day_count on commit drop as
with {MOVES}
select class, prefecture, day, {sums(MEASURES)}
from (
  select c.class, o.prefecture, (m.at at time zone %(zone)s::interval)::date as day,
    level, certainty, reason, sign, false as is_need
  from moves m
  join need_class c using (need_id)
  join operations_operation o on o.id = m.operation_id
  where m.at < %(until)s and m.at >= %(since)s
  union all
  select class, prefecture, (posted_at at time zone %(zone)s::interval)::date,
    null, null, null, 1, true
  from need_class where posted_at < %(until)s and posted_at >= %(since)s
) moved
group by class, prefecture, day
"""

CELLS = """
insert into snapshots_cell (is_sample, sector, prefecture, kind, tasks)
select distinct is_sample, sector, d.prefecture, kind, tasks
from (select distinct class, prefecture from day_count) d
join (select distinct class, is_sample, sector, kind, tasks from need_class) c using (class)
on conflict do nothing
"""

# What came and went within one day and cell leaves no trace.
SNAPSHOTS = f"""
insert into snapshots_snapshot (day, cell_id, {COLUMNS})
select d.day, cell.id, {", ".join(f"d.{name}" for name in MEASURES)}
from day_count d
join (select distinct class, is_sample, sector, kind, tasks from need_class) c using (class)
join snapshots_cell cell using (is_sample, sector, kind, tasks)
where cell.prefecture = d.prefecture
  and ({", ".join(f"d.{name}" for name in MEASURES)}) <> ({", ".join("0" for _ in MEASURES)})
"""

# The index tells refusals in one number.
INDEX_MEASURES = {name: said for name, said in MEASURES.items() if "_refusal_" not in name} | {
    "refusal_count": f"level = '{Level.REFUSES}'"
}
INDEX_SUMS = sums(INDEX_MEASURES)
# Beside the counts, what only the index has: open needs, and yen of the latest publications.
INDEX_ONLY = ("open_need_count", "firm_yen", "stated_yen")
INDEX_COLUMNS = (*INDEX_MEASURES, *INDEX_ONLY)

HOUR_COUNTS = f"""
create temporary table hour_count on commit drop as
with once as (
  select n.is_sample, date_trunc('hour', answered_at) as at, {INDEX_SUMS}
  from (
    select *, 1 as sign, false as is_need from answers_answer
    where changed_at <= answered_at and withdrawn_at is null
  ) a join needs_need n on n.id = a.need_id
  where answered_at < %(until)s and answered_at >= %(since)s
  group by 1, 2
),
later as (
  select is_sample, date_trunc('hour', at) as at, {INDEX_SUMS}
  from (
    select n.is_sample, m.at, level, sign, certainty, false as is_need
    from ({STATE_MOVES}) m join needs_need n on n.id = m.need_id
    union all
    select is_sample, posted_at, null, 1, null, true from needs_need
  ) moved
  where at < %(until)s and at >= %(since)s
  group by 1, 2
),
opened as (
  -- A merged need is open where it has gone.
  select is_sample, posted_at as at, 1 as open_need_count from needs_need
  where canonical_id is null
  union all
  select is_sample, least(closed_at, hidden_at, faded_at,
      (open_until + 1)::timestamp at time zone %(zone)s::interval), -1
  from needs_need where canonical_id is null
),
published as (
  select n.is_sample, p.published_at as at,
    coalesce(p.firm_yen, 0) - coalesce(lag(p.firm_yen) over w, 0) as firm_yen,
    coalesce(p.stated_yen, 0) - coalesce(lag(p.stated_yen) over w, 0) as stated_yen
  from answers_publication p join needs_need n on n.id = p.need_id
  window w as (partition by p.need_id order by p.number)
),
other as (
  select is_sample, at, open_need_count, 0 as firm_yen, 0 as stated_yen from opened
  union all
  select is_sample, at, 0, firm_yen, stated_yen from published
)
select is_sample, at + interval '1 hour' as at,
  {", ".join(f"sum({name}) as {name}" for name in INDEX_COLUMNS)}
from (
  select *, 0 as open_need_count, 0 as firm_yen, 0 as stated_yen from once
  union all
  select *, 0, 0, 0 from later
  union all
  select is_sample, date_trunc('hour', at),
    {", ".join("0" for _ in INDEX_MEASURES)}, open_need_count, firm_yen, stated_yen
  from other where at < %(until)s and at >= %(since)s
) every
group by is_sample, at
"""

INDEX_HOURS = f"""
with base as (
  select * from snapshots_indexhour where at = %(since)s
),
starts as (
  select is_sample, min(at) as at from (
    select is_sample, at from base
    union all
    select is_sample, at - interval '1 hour' from hour_count
  ) known group by is_sample
),
hours as (
  select is_sample, generate_series(at + interval '1 hour', %(until)s, interval '1 hour') as at
  from starts
)
insert into snapshots_indexhour (is_sample, at, {", ".join(INDEX_COLUMNS)})
select h.is_sample, h.at, {
    ", ".join(
        f"coalesce(b.{name}, 0) + coalesce(sum(c.{name}) over w, 0)" for name in INDEX_COLUMNS
    )
}
from hours h
left join base b on b.is_sample = h.is_sample
left join hour_count c on c.is_sample = h.is_sample and c.at = h.at
window w as (partition by h.is_sample order by h.at)
"""

EVER = "-infinity"
PREPARED = "changed_answer, answer_state"


def one_at_a_time(cursor: CursorWrapper, what: str) -> None:
    """Wait for whoever retakes the same numbers, until the transaction ends."""
    cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"areba {what}"])


def retake_snapshots(cursor: CursorWrapper, since: date | None, until: date) -> None:
    """Count the days from `since` (the first) to the one before `until`, where none is counted."""
    asked = {
        "since": _midnight(since) if since else EVER,
        "until": _midnight(until),
        "zone": _zone(),
    }
    _prepare(cursor)
    for statement in (NEED_CLASSES, SNAPSHOT_COUNTS, CELLS, SNAPSHOTS):
        cursor.execute(statement, asked if "%(" in statement else None)
    cursor.execute(f"drop table day_count, need_class, {PREPARED}")


def retake_index(cursor: CursorWrapper, since: datetime | None, until: datetime) -> None:
    """Compute the hours after `since` (the first) up to `until`, where none is computed."""
    asked = {"since": since or EVER, "until": until, "zone": _zone()}
    _prepare(cursor)
    cursor.execute(HOUR_COUNTS, asked)
    cursor.execute(INDEX_HOURS, asked)
    cursor.execute(f"drop table hour_count, {PREPARED}")


def _zone() -> str:
    # By its distance from Greenwich, ten times as fast as by its name: no summer time here.
    return str(timezone.localtime().utcoffset())


def _midnight(day: date) -> datetime:
    """Say when a day begins where we are."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _prepare(cursor: CursorWrapper) -> None:
    # Three million rows are grouped within memory, and by a plan that is not compiled anew.
    cursor.execute("set local work_mem = '256MB'; set local jit = off")
    cursor.execute(CHANGED)
