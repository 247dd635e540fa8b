"""A large board, generated inside the database: needs, operations, answers with their history."""

from django.db import connection

# Some trades, places and tasks have far more than others: squares of an even spread.
PEOPLE = """
insert into accounts_user (id, password, is_superuser, email, name, is_staff, is_active)
select 1, '!', false, 'bench@example.com', '', false, true
"""
OPERATIONS = """
insert into accounts_organisation (id, slug, name, country, is_sample)
select n, 'bench-' || n, 'bench ' || n, 'JP', false from generate_series(1, {operations}) n;
insert into operations_operation
  (id, organisation_id, sector, products, prefecture, municipality)
select n, n, (array['AGRICULTURE','LIVESTOCK','FISHERY','AQUACULTURE','FORESTRY'])
    [1 + floor(5 * random() ^ 2)], 'x',
  lpad((1 + floor(47 * random() ^ 2))::text, 2, '0'), ''
from generate_series(1, {operations}) n;
"""
NEEDS = """
insert into needs_need (id, slug, posting_key, kind, sector, product, prefecture, tasks, title,
  story, acceptance_note, thing, period, rungs, eligible_source, posted_by_id, posted_at, is_sample)
select n, 'bench-' || n, gen_random_uuid(),
  'TECHNOLOGY',
  (array['AGRICULTURE','LIVESTOCK','FISHERY','AQUACULTURE','FORESTRY'])
    [1 + floor(5 * random() ^ 2)],
  'x', lpad((1 + floor(47 * random() ^ 2))::text, 2, '0'),
  (array['{{PERCEPTION}}','{{MANIPULATION}}','{{PLANNING}}','{{DOCUMENT}}',
    '{{PERCEPTION,MANIPULATION}}']::varchar[])[1 + floor(5 * random() ^ 2)]::varchar[],
  'bench', 'bench', '', '10A', 'YEAR', '{{8000,10000,15000,20000,30000}}', '',
  1 + n % {operations}, now() - random() * interval '{days} days', false
from generate_series(1, {needs}) n;
"""
# Each need is answered by neighbours in the row of operations, each of them once; one in
# twenty changes the answer later, one in a hundred withdraws it. Rows lie in the order of
# time, as they come.
ANSWERS = """
create temporary table given on commit drop as
select row_number() over (order by at) as id, * from (select 1 + (n - 1) / {per_need} as need_id,
  1 + ((n - 1) / {per_need} * 7 + (n - 1) % {per_need}) % {operations} as operation_id,
  (array['WOULD_BUY','CONDITIONAL','INTEREST','LETTER','REFUSES'])
    [1 + floor(5 * random() ^ 2)] as level,
  (array['PRICE','ACCURACY','CONNECTIVITY','DATA','LABOUR','TRUST','NOT_AUTOMATED'])
    [1 + floor(7 * random() ^ 2)] as reason,
  round(exp(9.6 + .7 * (random() + random() + random() + random() - 2)) / 100) * 100 as cap,
  (1 + floor(40 * random())) / 10 as quantity, floor(11 * random()) as certainty,
  now() - random() * interval '{days} days' as at, random() < .05 as changes,
  random() < .01 as leaves
from generate_series(1, {answers}) n) made order by at;
insert into answers_answer (id, need_id, operation_id, level, cap, quantity, certainty, reason,
  premium_lost, note, answered_by_id, answered_at, changed_at, withdrawn_at, counts_for, kept_from)
select id, need_id, operation_id, level, case when level <> 'REFUSES' then cap end,
  case when level <> 'REFUSES' then quantity end, certainty,
  case when level = 'REFUSES' then reason else '' end,
  case when level = 'REFUSES' and reason = 'NOT_AUTOMATED' then cap end, '', 1, at,
  case when changes then at + (now() - at) / 2 when leaves then at + (now() - at) / 3 else at end,
  case when leaves and not changes then at + (now() - at) / 3 end, '{{}}', '{{}}'
from given order by id;
insert into answers_revision (answer_id, kind, level, cap, quantity, certainty, reason,
  premium_lost, note, moves_prices, by_id, at)
select id, 'given', level, cap, quantity, certainty, reason, premium_lost, '', cap is not null, 1,
  answered_at
from answers_answer order by id;
insert into answers_revision (answer_id, kind, level, cap, quantity, certainty, reason,
  premium_lost, note, moves_prices, by_id, at)
select id, case when withdrawn_at is null then 'changed' else 'withdrawn' end, level, cap,
  quantity, certainty, reason, premium_lost, '', cap is not null, 1, changed_at
from answers_answer where changed_at <> answered_at;
"""
AFTER = """
select setval(pg_get_serial_sequence('answers_answer', 'id'), {answers});
select setval(pg_get_serial_sequence('needs_need', 'id'), {needs});
"""


def fill(*, needs: int, per_need: int, operations: int, days: int = 365) -> None:
    """Fill an empty, migrated database, and let Postgres learn what is in it."""
    sizes = {
        "needs": needs,
        "per_need": per_need,
        "answers": needs * per_need,
        "operations": operations,
        "days": days,
    }
    with connection.cursor() as cursor:
        # Keys are right as they are made: checking six million of them would take minutes.
        cursor.execute("set session_replication_role = replica; select setseed(.5)")
        cursor.execute("begin")
        for statement in (PEOPLE, OPERATIONS, NEEDS, ANSWERS, AFTER):
            cursor.execute(statement.format(**sizes))
        cursor.execute("commit")
        cursor.execute("set session_replication_role = default; set jit = off")
        cursor.execute("vacuum analyze")


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate accounts_user, accounts_organisation restart identity cascade")
