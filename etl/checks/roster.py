"""Rosters: who studies where and when; one code is one student, in one class at a time."""

from functools import reduce

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from etl import words as registry
from etl.checks.cells import class_name, day, grade_of_class, plain, whole
from etl.checks.rows import Rows
from etl.words import Words, batches
from models import Membership, Student, Unit

SEX = {
    "м": "м",
    "m": "м",
    "муж": "м",
    "мужской": "м",
    "ж": "ж",
    "f": "ж",
    "жен": "ж",
    "женский": "ж",
}
ALWAYS, NEVER = pd.Timestamp("1900-01-01"), pd.Timestamp("2200-01-01")
PERSONAL = ("last_name", "first_name", "middle_name", "sex", "birth_year")


def check_roster(rows: Rows, connection: Connection, words: Words) -> pd.DataFrame:
    """Rows of a roster → one line a stay in a class; `place` is the row's place in the sheet."""
    rows.require("region", "municipality", "school_code", "school", "class", "student_code")
    lines = _lines(rows)
    _reject_bad_grades(rows, lines)
    _reject_two_schools(rows, lines)
    _reject_two_grades(rows, lines, connection)
    _reject_two_students(rows, lines)
    _reject_overlaps(rows, lines)
    _reject_other_schools(rows, lines, connection)
    return lines[rows.good].reset_index(drop=True)


def _lines(rows: Rows) -> pd.DataFrame:
    sheet = rows.sheet
    text = {
        name: np.array(sheet.column(name).values, object)[sheet.column(name).codes]
        for name in ("region", "municipality", "school_code", "school", "student_code")
    }
    names = {name: _optional(rows, name, str) for name in PERSONAL[:3]}
    return pd.DataFrame(
        {
            "place": np.arange(len(sheet)),
            **text,
            "class_name": rows.read(
                "class", class_name, "bad_class", "нужно, например, 8А", empty=""
            ),
            "grade": rows.read("grade", whole, "bad_grade", "нужно число от 1 до 12", empty=0),
            **names,
            "sex": _optional(rows, "sex", lambda t: SEX.get(plain(t)), "нужно м или ж"),
            "birth_year": _optional(rows, "birth_year", _birth_year, "нужен год, например 2012"),
            "date_from": _days(rows, "from", ALWAYS),
            "date_to": _days(rows, "to", NEVER),
        }
    )


def _optional(rows: Rows, column: str, parsed, remedy: str = "") -> np.ndarray:
    values = rows.read(column, parsed, f"bad_{column}", remedy, empty="")
    return np.where(values == "", None, values.astype(object))


def _birth_year(text: str) -> str | None:
    year = day(text).year if day(text) else whole(text)
    return str(year) if year and 1900 < year < 2200 else None


def _days(rows: Rows, column: str, empty: pd.Timestamp) -> pd.Series:
    found = rows.read(
        column, day, "bad_date", "нужно 01.09.2025 или 2025-09-01", empty=empty.date()
    )
    return pd.to_datetime(pd.Series(found).fillna(empty.date()))


def _reject_bad_grades(rows: Rows, lines: pd.DataFrame) -> None:
    of_name = {name: grade_of_class(name) or 0 for name in lines["class_name"].dropna().unique()}
    lines["grade"] = lines["grade"].where(lines["grade"] > 0, lines["class_name"].map(of_name))
    lines["grade"] = lines["grade"].fillna(0).astype(int)
    rows.reject(
        ~lines["grade"].between(1, 12).to_numpy(),
        "class",
        "unknown_grade",
        "по названию класса не видно параллели; добавьте столбец «Параллель»",
    )
    rows.reject(
        (lines["date_from"] > lines["date_to"]).to_numpy(),
        "to",
        "bad_dates",
        "дата «По» раньше даты «С»; исправьте даты",
    )


def _reject_two_schools(rows: Rows, lines: pd.DataFrame) -> None:
    rows.reject_contradictions(
        [lines["school_code"].to_numpy(object)],
        [lines[name].to_numpy(object) for name in ("region", "municipality", "school")],
        "school_code",
        "two_schools_one_code",
        "регион, муниципалитет или название не те, что у школы с этим кодом в строке {row}; "
        "запишите их одинаково или дайте школе свой код",
    )


def _reject_two_grades(rows: Rows, lines: pd.DataFrame, connection: Connection) -> None:
    """A class of a school is of one grade, in the file and in what is known."""
    rows.reject_contradictions(
        [lines[name].to_numpy(object) for name in ("school_code", "class_name")],
        [lines["grade"].to_numpy()],
        "class",
        "two_grades_one_class",
        "в строке {row} класс с этим названием в другой параллели; "
        "назовите классы по-разному: 8А, 9А",
    )
    good = lines[rows.good].drop_duplicates(["school_code", "class_name"])
    schools = registry.schools(connection, good["school_code"].unique().tolist())
    known = registry.classes(connection, list(schools.values()))
    grades = [
        known.get((schools.get(school), name), (0, grade))[1]
        for school, name, grade in good[["school_code", "class_name", "grade"]].itertuples(
            index=False
        )
    ]
    clash = good[good["grade"] != grades][["school_code", "class_name"]]
    clashing = lines.merge(clash, on=["school_code", "class_name"])["place"]
    bad = np.zeros(len(lines), bool)
    bad[clashing] = True
    rows.reject(
        bad,
        "class",
        "two_grades_one_class",
        "такой класс уже есть в другой параллели этой школы; назовите классы по-разному: 8А, 9А",
    )


def _reject_two_students(rows: Rows, lines: pd.DataFrame) -> None:
    """The same code with another name or year of birth is another student."""
    good = lines[rows.good]
    person = reduce(lambda text, name: text + "\t" + good[name].fillna(""), PERSONAL, "")
    first = person.groupby(good["student_code"]).transform("first")
    bad = np.zeros(len(lines), bool)
    bad[good["place"][person != first]] = True
    rows.reject(
        bad,
        "student_code",
        "two_students_one_code",
        "этот код уже занят в файле другим учеником (другие имя, пол или год рождения); "
        "дайте каждому ученику свой код",
    )


def _reject_overlaps(rows: Rows, lines: pd.DataFrame) -> None:
    rows.reject_repeated(
        [
            lines["student_code"].to_numpy(object),
            lines["school_code"].to_numpy(object),
            lines["class_name"].to_numpy(object),
            lines["date_from"].to_numpy("datetime64[D]").astype(np.int64),
        ],
        "этот ученик в этом классе уже есть в строке {row}",
    )
    good = lines[rows.good].sort_values(["student_code", "date_from", "place"])
    same = good["student_code"].eq(good["student_code"].shift())
    latest = good.groupby("student_code")["date_to"].cummax().shift()
    bad = np.zeros(len(lines), bool)
    bad[good["place"][same & (good["date_from"] <= latest)]] = True
    rows.reject(
        bad,
        "student_code",
        "two_students_one_code",
        "ученик с этим кодом в то же время записан в другой класс; если это два ученика, "
        "дайте им разные коды, если перевод — укажите даты «С» и «По»",
    )


def _reject_other_schools(rows: Rows, lines: pd.DataFrame, connection: Connection) -> None:
    """A student of another school comes with a date; without one it is a second student."""
    good = lines[rows.good]
    stays = current_stays(connection, good["student_code"].unique().tolist())
    both = good.merge(stays, on="student_code", suffixes=("", "_old"))
    clash = (
        (both["school_code"] != both["school_code_old"])
        & (both["date_from"] <= both["date_to_old"])
        & (both["date_to"] >= both["date_from_old"])
        & (both["date_from"] <= both["date_from_old"])
    )
    schools = dict(both.loc[clash, ["place", "school_code_old"]].itertuples(index=False))
    bad = np.zeros(len(lines), bool)
    bad[list(schools)] = True
    rows.reject(
        bad,
        "student_code",
        "two_students_one_code",
        lambda p: (
            f"ученик с этим кодом уже записан в школе {schools[p]}; если он перешёл, укажите "
            "дату «С», если это другой ученик — дайте ему свой код"
        ),
    )


def current_stays(connection: Connection, codes: list[str]) -> pd.DataFrame:
    """One row a current membership of these students, open dates as `ALWAYS` and `NEVER`."""
    school = Unit.__table__.alias("school")
    query = (
        select(
            Student.code.label("student_code"),
            Membership.id,
            Membership.student_id,
            Membership.class_id,
            Membership.school_id,
            school.c.code.label("school_code"),
            Membership.date_from,
            Membership.date_to,
        )
        .join(Membership, Membership.student_id == Student.id)
        .join(school, school.c.id == Membership.school_id)
        .where(Membership.is_current)
    )
    found = [
        row
        for some in batches(codes)
        for row in connection.execute(query.where(Student.code.in_(some)))
    ]
    stays = pd.DataFrame(found, columns=[column.name for column in query.selected_columns])
    for column, open_date in (("date_from", ALWAYS), ("date_to", NEVER)):
        stays[column] = pd.to_datetime(stays[column]).fillna(open_date)
    return stays
