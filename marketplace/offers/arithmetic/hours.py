"""Hours and days in Japan: when offers open, and until when somebody may step out."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
NOON = time(12)
# So long before an hour that somebody sets, offers' makers must be able to know of it.
NOTICE = timedelta(days=14)
COOLING_DAYS = 8


def end_of(day: date) -> datetime:
    """Give the moment at which a day is over in Japan."""
    return datetime.combine(day + timedelta(days=1), time(), JAPAN)


def day_of(moment: datetime) -> date:
    return moment.astimezone(JAPAN).date()


def usual_hour(open_until: date | None, now: datetime) -> datetime:
    """Find the hour of a need for which nobody has set one.

    It is the end of its last day; without such a day, the next noon of a first of the
    month. It depends on the clock alone, so that it tells of no offer.
    """
    if open_until is not None:
        return end_of(open_until)
    today = day_of(now)
    this_month = datetime.combine(today.replace(day=1), NOON, JAPAN)
    if this_month > now:
        return this_month
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return datetime.combine(following, NOON, JAPAN)


def cooling_end(opened_at: datetime) -> datetime:
    """Give the end of the eighth day after the offers were opened."""
    return end_of(day_of(opened_at) + timedelta(days=COOLING_DAYS))


def last_day(until: datetime) -> date:
    """Give the last day that lies wholly before a moment: of midnight, the day before."""
    return day_of(until - timedelta(microseconds=1))


def days_left(until: datetime, now: datetime) -> int:
    """Count the days that remain, the present one not among them; 0 on the last day."""
    return (last_day(until) - day_of(now)).days
