"""Which job is woken by what news, which runs when, and which is long."""

from typing import Any

from celery.schedules import crontab

# Who follows the change log, by task, and the nouns that wake it. The log knows
# nobody above it: this table is the only place where the two meet.
CHANGE_READERS: dict[str, list[str]] = {
    "demand.operations.tasks.follow_changes": ["operation"],
    "demand.answers.tasks.follow_changes": ["answer"],
    "demand.answers.tasks.follow_operations": ["operation"],
    "demand.answers.tasks.follow_accounts": ["account"],
    "datasets.intake.tasks.withdrawing.follow_withdrawals": ["consent"],
    "datasets.library.tasks.follow_changes": ["dataset"],
    "marketplace.opportunities.tasks.follow_changes": ["need", "publication", "dataset"],
    "marketplace.opportunities.tasks.follow_developers": ["developer"],
}
# Beat finds, besides, what a crash forgot: every reader looks now and then.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    **{task: {"task": task, "schedule": 5.0, "options": {"expires": 5}} for task in CHANGE_READERS},
    "open offers": {
        "task": "marketplace.offers.tasks.opening.open_due",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "look after commitments": {
        "task": "marketplace.offers.tasks.days.look_after_commitments",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "score predictions": {
        "task": "marketplace.offers.tasks.evaluating.evaluate_waiting",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "assess labels": {"task": "datasets.measures.tasks.assess_next", "schedule": 30.0},
    "resume uploads": {"task": "datasets.intake.tasks.resume_forgotten", "schedule": 10.0},
    "ask again": {
        "task": "demand.upkeep.tasks.ask_again",
        "schedule": crontab(hour="4", minute="10"),
    },
    "write letters": {
        "task": "demand.upkeep.tasks.write_letters",
        "schedule": crontab(minute="25"),
    },
    "write digests": {
        "task": "demand.talk.tasks.write_digests",
        "schedule": crontab(hour="6", minute="30"),
    },
    "send digests": {
        "task": "demand.talk.tasks.send_digests",
        "schedule": crontab(minute="35"),
    },
    "forget networks": {
        "task": "demand.answers.tasks.forget_networks",
        "schedule": crontab(hour="3", minute="50"),
    },
    "recount facets": {
        "task": "demand.needs.tasks.recount_facets",
        "schedule": crontab(minute="*/30"),
    },
    "recount opportunities": {
        "task": "marketplace.opportunities.tasks.recount",
        "schedule": crontab(minute="5,35"),
    },
    "forget transfers": {
        "task": "datasets.intake.tasks.forget_transfers",
        "schedule": crontab(minute="20"),
    },
    "take snapshots": {
        "task": "demand.snapshots.tasks.take_snapshots",
        "schedule": crontab(minute="1"),
    },
    "take the index": {
        "task": "demand.snapshots.tasks.take_index",
        "schedule": crontab(minute="2"),
    },
    "look after exports": {
        "task": "marketplace.belongings.tasks.look_after_exports",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "forget old sessions": {
        "task": "marketplace.accounts.tasks.forget_old_sessions",
        "schedule": crontab(hour="3", minute="40"),
    },
}

# What takes minutes has a worker of its own, so that an answer never waits for it.
TASK_ROUTES = {
    "datasets.intake.tasks.take_in": {"queue": "heavy"},
    "datasets.intake.tasks.sealing.seal_labels": {"queue": "heavy"},
    "datasets.intake.tasks.withdrawing.follow_withdrawals": {"queue": "heavy"},
    "marketplace.offers.tasks.evaluating.evaluate": {"queue": "heavy"},
    "datasets.measures.tasks.assess_next": {"queue": "heavy"},
    "marketplace.belongings.tasks.make_export": {"queue": "heavy"},
}
