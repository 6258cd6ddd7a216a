"""A roster into the tables: units, students, personal data apart, dated stays in classes."""

import pandas as pd
from sqlalchemy import Connection, select

from etl import words as registry
from etl.checks.roster import ALWAYS, NEVER, PERSONAL, current_stays
from etl.tables.bulk import end_rows, insert_dicts, insert_rows, next_id
from etl.tables.stored import Stored
from etl.tables.units import ensured_units, project_schools, show_only_used_units
from etl.words import batches
from models import Membership, Person, Student


def store_roster(connection: Connection, load_id: int, lines: pd.DataFrame) -> Stored:
    """Make the lines current; a row is unchanged when it says nothing new."""
    if lines.empty:
        return Stored()
    units, changed_schools = ensured_units(connection, lines, load_id)
    lines = lines.assign(
        school_id=[units["school", code] for code in lines["school_code"]],
        class_id=[
            units["school_class", f"{school}/{name}"]
            for school, name in zip(lines["school_code"], lines["class_name"], strict=True)
        ],
    )
    changed = lines["school_id"].isin(changed_schools).to_numpy()
    lines["student_id"] = _students(connection, lines)
    changed = changed | _store_people(connection, load_id, lines)
    stays = current_stays(connection, lines["student_code"].unique().tolist())
    changed = changed | _store_stays(connection, load_id, lines, stays)
    schools = {*lines["school_id"].tolist(), *stays["school_id"].tolist()}
    moved_from = project_schools(connection, sorted(schools))
    show_only_used_units(connection, sorted(schools))
    return Stored(
        int(changed.sum()),
        int((~changed).sum()),
        {("roster", int(school), 0, 0) for school in schools},
        moved_from,
    )


def _students(connection: Connection, lines: pd.DataFrame) -> pd.Series:
    codes = lines["student_code"].unique().tolist()
    known = registry.students(connection, codes)
    new = [code for code in codes if code not in known]
    first = next_id(connection, Student)
    known |= {code: first + offset for offset, code in enumerate(new)}
    insert_rows(
        connection, Student.__table__, ("id", "code"), [(known[code], code) for code in new]
    )
    return lines["student_code"].map(known)


def _store_people(connection: Connection, load_id: int, lines: pd.DataFrame) -> pd.Series:
    """New versions of personal data that differ; True for the lines that brought them."""
    given = lines[["student_id", *PERSONAL]].drop_duplicates("student_id")
    given = given[given[list(PERSONAL)].notna().any(axis=1)]
    current = {
        row.student_id: row
        for some in batches(given["student_id"].tolist())
        for row in connection.execute(
            select(Person.__table__).where(Person.student_id.in_(some), Person.is_current)
        )
    }
    ended, new = [], []
    number = next_id(connection, Person)
    for student, *person in given.itertuples(index=False, name=None):
        person = [value if isinstance(value, str) else None for value in person]
        person[-1] = int(person[-1]) if person[-1] else None
        old = current.get(student)
        if old is not None and person == [getattr(old, name) for name in PERSONAL]:
            continue
        if old is not None:
            ended.append(old.id)
        new.append((number + len(new), student, *person, load_id, True))
    end_rows(connection, Person, ended, load_id)
    insert_rows(
        connection,
        Person.__table__,
        ("id", "student_id", *PERSONAL, "load_id", "is_current"),
        new,
    )
    return lines["student_id"].isin({row[1] for row in new}).to_numpy()


def _store_stays(
    connection: Connection, load_id: int, lines: pd.DataFrame, stays: pd.DataFrame
) -> pd.Series:
    """Stays that are new, stays they replace, stays they cut short at the day before."""
    both = lines.merge(stays, on="student_code", suffixes=("", "_old"))
    undated = (both["date_from"] == ALWAYS) & (both["date_to"] == NEVER)
    same = (both["class_id"] == both["class_id_old"]) & (
        undated
        | (both["date_from"] == both["date_from_old"]) & (both["date_to"] == both["date_to_old"])
    )
    kept, said_before = set(both.loc[same, "id"]), set(both.loc[same, "place"])
    touching = both[
        ~both["id"].isin(kept)
        & ~both["place"].isin(said_before)
        & (both["date_from"] <= both["date_to_old"])
        & (both["date_to"] >= both["date_from_old"])
    ]
    end_rows(connection, Membership, touching["id"].unique().tolist(), load_id)
    new = lines[~lines["place"].isin(said_before)]
    columns = ["student_id", "class_id", "school_id", "date_from", "date_to"]
    inserted = pd.concat([new[columns], _cut_short(touching)[columns]])
    number = next_id(connection, Membership)
    insert_dicts(
        connection,
        Membership,
        [
            {
                "id": number + offset,
                "student_id": int(stay.student_id),
                "class_id": int(stay.class_id),
                "school_id": int(stay.school_id),
                "date_from": None if stay.date_from == ALWAYS else stay.date_from.date(),
                "date_to": None if stay.date_to == NEVER else stay.date_to.date(),
                "load_id": load_id,
                "ended_by": None,
                "is_current": True,
            }
            for offset, stay in enumerate(inserted.itertuples(index=False))
        ],
    )
    return ~lines["place"].isin(said_before).to_numpy()


def _cut_short(touching: pd.DataFrame) -> pd.DataFrame:
    """Old stays that began before the first new one end on the day before it."""
    first = touching.sort_values("date_from").drop_duplicates("id")
    earlier = first[first["date_from"] > first["date_from_old"]]
    return pd.DataFrame(
        {
            "student_id": earlier["student_id_old"],
            "class_id": earlier["class_id_old"],
            "school_id": earlier["school_id_old"],
            "date_from": earlier["date_from_old"],
            "date_to": earlier["date_from"] - pd.Timedelta(days=1),
        }
    )
