"""Guards of forecasts and settings: how each is taken away, and what must then fail."""

from guards_off import Guard, replaced
from secret_world import World
from signed_in import post_form
from sqlalchemy import delete, select

from dashboard.manage import deciding
from dashboard.queries import family_forecasts
from models import UnitSetting
from models.store import writing

EXPECTS = "Чего ждать на экзамене?"
CHILDREN = ("Ш1/8Б/1", "Ш4/8А/2")  # of «parent of two»: the school of the second one tells


def families_are_told_by_their_school_alone(world: World) -> None:
    """Of two children of one parent only one has a forecast on the sheet."""
    sheets = [world.page("parent of two", sheet_of(world, child))[1] for child in CHILDREN]
    assert all("student-forecast" in sheet for sheet in sheets), "the page has broken"
    assert [is_told(sheet) for sheet in sheets] == [False, True]


def is_told(sheet: str) -> bool:
    """Whether anything of a forecast is in an answer."""
    return EXPECTS in sheet.encode("ascii", "ignore").decode("unicode_escape") or EXPECTS in sheet


def sheet_of(world: World, pupil: str) -> str:
    """The address of a student."""
    return f"/student/{world.ids.students[pupil]}"


def settings_of_others_stay(world: World) -> None:
    """A head decides for the own school, and for no other."""
    ours, theirs = (world.ids.units[key] for key in ("Ш1", "Ш2"))
    browser = world.client("head 1")
    try:
        for unit in (ours, theirs):
            fields = {"unit": unit, "risk_threshold": "60"}
            assert post_form(browser, "/settings", fields).status_code == 303
        with world.engine.connect() as connection:
            asked = UnitSetting.name == "risk_threshold"
            decided = connection.execute(select(UnitSetting.unit_id).where(asked)).scalars().all()
    finally:
        with writing(world.engine) as connection:
            connection.execute(delete(UnitSetting).where(UnitSetting.name == "risk_threshold"))
    assert decided == [ours]


def any_unit(_scope: object, unit_id: int) -> dict:
    """As if every unit were one that one decides for."""
    return {"unit_id": unit_id, "level": "school", "said": {}}


FORECASTS = [
    Guard(
        "forecasts for families",
        replaced((family_forecasts, "tells_families"), by=set),
        families_are_told_by_their_school_alone,
    ),
    Guard(
        "settings of others",
        replaced((deciding, "_unit"), by=any_unit),
        settings_of_others_stay,
        ("manage.deciding._unit",),
    ),
]
