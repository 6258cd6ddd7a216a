"""Moments of the tables (UTC) as the clock on the wall shows them, and its days as moments."""

from datetime import UTC, date, datetime, time, timedelta


def local(moment: datetime | None) -> str:
    """«22.11.2026 08:05», or nothing."""
    return f"{moment.replace(tzinfo=UTC).astimezone():%d.%m.%Y %H:%M}" if moment else ""


def beginning(day: date) -> datetime:
    """The first moment of a day here, as the tables keep it."""
    return datetime.combine(day, time.min).astimezone(UTC).replace(tzinfo=None)


def end(day: date) -> datetime:
    """The first moment after a day here."""
    return beginning(day + timedelta(days=1))
