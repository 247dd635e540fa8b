"""What people do about what is said: speak, follow, report, decide, appeal."""

from demand.talk.actions.following import follow, stop_letters, unfollow, want_letters
from demand.talk.actions.moderating import appeal, rule
from demand.talk.actions.reporting import report
from demand.talk.actions.speaking import explain_shortfall, note_progress, say, tell_news

__all__ = [
    "appeal",
    "explain_shortfall",
    "follow",
    "note_progress",
    "report",
    "rule",
    "say",
    "stop_letters",
    "tell_news",
    "unfollow",
    "want_letters",
]
