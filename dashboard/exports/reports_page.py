"""What the page «Отчёты» shows: the tray as people read it, the choices, the files."""

from dataclasses import dataclass

from flask import request
from sqlalchemy import Row

from dashboard.access import Scope
from dashboard.accounts.database import now
from dashboard.filters import View
from dashboard.manage.moments import local
from dashboard.packs import batches, made, tray
from dashboard.packs.building import FORM_NAMES
from dashboard.packs.starting import start_maker
from dashboard.packs.taking import digest_of, screens_to_take
from dashboard.packs.tray import Item
from dashboard.reports.shown import Shown
from dashboard.screens.addresses import unit_link
from dashboard.screens.allowed import may_export
from dashboard.screens.places import own_units
from dashboard.session import current_scope

USUAL_TITLE = "Материалы к педсовету"
MOST_OFFERED = 6  # units whose usual pack an empty tray offers
STATES = {
    made.WAITING: "ждёт очереди",
    made.MAKING: "готовится",
    made.READY: "готов",
    made.FAILED: "не получилось",
    made.STOPPED: "остановлен",
    made.BROKEN: "прервано",
}
CHANGED = "Ваши права с тех пор изменились: сделайте файл заново."
CAN_STOP = (made.WAITING, made.MAKING, made.BROKEN)
CAN_BEGIN_AGAIN = (made.FAILED, made.STOPPED, made.BROKEN)


@dataclass(frozen=True)
class InTray:
    """A report of the tray: its question, and of what it is."""

    item: Item
    question: str
    shown: Shown


def content(user_id: int, title: str | None) -> dict:
    """Everything on the page."""
    scope = current_scope()
    items = tray.items(user_id)
    in_tray = seen(scope, items)
    unit = request.args.get("unit", "")
    view = View.parse(request.args)
    return {
        "in_tray": in_tray,
        "n_hidden": len(items) - len(in_tray),
        "hidden": [item for item in items if item.id not in {one.item.id for one in in_tray}],
        "n_removed": tray.removed(user_id),
        "title": title or USUAL_TITLE,
        "longest_remark": tray.LONGEST_REMARK,
        "forms": FORM_NAMES,
        "usual": usual_units(scope) if not items else [],
        "choices": batches.choices(scope, _number(unit)),
        "reports": [(one, batches.question_of(one)) for one in batches.reports_of_units()],
        "view": {name: value for name, value in vars(view).items() if value and name != "group"},
        "made": made_files(user_id),
    }


def seen(scope: Scope, items: list[Item]) -> list[InTray]:
    """The reports of the tray that may still be taken away; the others are not named."""
    shown = screens_to_take(scope, (item.address for item in items))
    found = []
    for item in items:
        screen = shown[item.address]
        report = screen.report(item.report) if screen else None
        if report is not None:
            found.append(InTray(item, report.asked_at(screen.level), screen))
    return found


def usual_units(scope: Scope) -> list[tuple[str, str]]:
    """Address and name of one's own units, whose usual pack can be taken."""
    own = [unit for unit in own_units(scope) if may_export(scope, unit["path"])]
    return [
        (unit_link(unit["level"], unit["unit_id"], View()), unit["name"])
        for unit in own[:MOST_OFFERED]
    ]


def made_files(user_id: int) -> dict:
    """The files of a person, and whether something is still being made."""
    within = digest_of(current_scope())
    files = [_told(row, within) for row in made.history(user_id)]
    if any(one["state"] == made.WAITING for one in files):
        start_maker()  # one that was killed leaves others waiting
    return {"files": files, "under_way": any(one["is_under_way"] for one in files)}


def _told(row: Row, within: str) -> dict:
    state = made.state_of(row, now())
    is_open = all(one["within"] == within for pack in row.parts for one in pack)
    return {
        "id": row.id,
        "title": row.title,
        "code": row.code,
        "form": FORM_NAMES[row.form][0],
        "n": row.total,
        "done": row.done,
        "when": local(row.asked_at),
        "state": state,
        "words": STATES[state],
        "note": row.error or (CHANGED if state == made.READY and not is_open else ""),
        "is_ready": state == made.READY and is_open,
        "is_under_way": state in made.UNDER_WAY,
        "can_stop": state in CAN_STOP,
        "can_begin_again": state in CAN_BEGIN_AGAIN and row.is_batch,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
