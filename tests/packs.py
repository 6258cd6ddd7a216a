"""Trays and files of the tests: addresses of screens, what a page of the tray holds, who asks."""

import re
import time
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO

from python_calamine import CalamineWorkbook
from signed_in import post_form
from sqlalchemy import delete, select, update

from dashboard.accounts.database import engine_in_use, now
from dashboard.accounts.scopes import scope_of
from dashboard.packs import batches, made, tray
from dashboard.packs.asked import Asked
from models import MadeFile, PackItem, RoleGrant
from models.store import Store, open_accounts, writing

LONG = 240  # the real process, on a busy machine [seconds]


def address_of(places, level: str, code: str) -> str:
    """The screen of a unit."""
    return f"/{level}/{places.units[code]}"


def numbers_of_items(user_id: int) -> list[int]:
    return [item.id for item in tray.items(user_id)]


def in_tray(html: str) -> list[int]:
    """The items on a page, in order."""
    return [int(id) for id in re.findall(r'<li class="tray-item" id="item-(\d+)"', html)]


def tray_form(html: str) -> str:
    """The one form of the tray."""
    return html.partition('id="tray-form"')[2].partition("</form>")[0]


def without_reports(store: Store) -> None:
    """No trays and no files: accounts of earlier tests had ids of their own."""
    engine = open_accounts(store)
    with engine.begin() as connection:
        for table in (PackItem, MadeFile):
            connection.execute(delete(table))
    engine.dispose()


def own_school(user_id: int) -> int:
    return int(scope_of(user_id, date.today()).roots[0].strip("/").rpartition("/")[2])


def fetched(browser, id: int):
    """The answer with a file, read to its end."""
    return browser.get(f"/pack/files/{id}", buffered=True)


def fill(user_id: int, *reports: str) -> None:
    address = f"/school/{own_school(user_id)}"
    tray.add(user_id, [Asked(address, report, "К обсуждению") for report in reports])


def files_of(user_id: int) -> list:
    return made.history(user_id)


def place_of_classes(user_id: int) -> str:
    return f"{own_school(user_id)}:school_class"


def ask_for_classes(deputy, deputy_id, *reports: str, form: str = "xlsx"):
    fields = {"place": place_of_classes(deputy_id), "form": form, "report": list(reports)}
    answer = post_form(deputy, "/pack/batch", fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reports#made")
    return files_of(deputy_id)[0]


def wait_for(user_id: int, *states: str):
    """The newest file once it is in one of the states."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        row = files_of(user_id)[0]
        if row.state in states:
            return row
        time.sleep(0.2)
    raise AssertionError(f"still {row.state}, {row.done} of {row.total}")


def cells(workbook: bytes) -> dict[str, list]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def silent_for(id: int, time_: timedelta) -> None:
    with writing(engine_in_use()) as connection:
        chosen = update(MadeFile).where(MadeFile.id == id)
        connection.execute(chosen.values(alive_at=now() - time_))


def own_school_of(row) -> str:
    return row.parts[0][0]["address"].partition("?")[0].rpartition("/")[2]


@contextmanager
def fewer_roles(user_id: int):
    """What makes the account class teacher of one class of its school; afterwards as before."""
    table = RoleGrant.__table__
    with writing(engine_in_use()) as connection:
        own = select(table).where(table.c.user_id == user_id)
        held = connection.execute(own).mappings().all()
    classes = batches.chosen(scope_of(user_id, date.today()), place_of_classes(user_id)).units
    mine = {"user_id": user_id, "role": "class_teacher", "with_names": False}
    mine["unit_id"] = classes[-1]["unit_id"]

    def change(*grants):
        with writing(engine_in_use()) as connection:
            connection.execute(delete(table).where(table.c.user_id == user_id))
            for grant in grants:
                connection.execute(table.insert().values(grant))

    try:
        yield lambda: change(mine)
    finally:
        change(*held)
