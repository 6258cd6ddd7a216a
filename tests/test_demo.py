"""The demo territory: its files keep the templates, and the truth planted in it can be found."""

import csv
import gzip
import io
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pytest

from etl.demo import remove_earlier, write_territory
from etl.demo.files import HEADERS
from etl.demo.programme import YEARS
from etl.demo.tasks import codifier
from etl.demo.territory import territory

ENGLISH = {russian: english for english, russian in HEADERS.items()}
SEED = 5


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_territory(folder, schools=3, seed=SEED)
    return folder


@cache
def text_of(path: Path) -> str:
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251")


def separator(path: Path) -> str:
    return max(",;\t", key=text_of(path).split("\n", 1)[0].count)


@cache
def table(path: Path) -> pa.Table:
    names = next(csv.reader(io.StringIO(text_of(path)), delimiter=separator(path)))
    read = pa.csv.read_csv(
        io.BytesIO(text_of(path).encode()),
        parse_options=pa.csv.ParseOptions(delimiter=separator(path)),
        convert_options=pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return read.rename_columns([ENGLISH.get(name, name) for name in names])


def rows_of(out: Path, kind: str) -> pd.DataFrame:
    paths = sorted((out / "source" / kind).iterdir())
    return pd.concat([table(path).to_pandas() for path in paths], ignore_index=True)


def truth(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / "truth" / f"{name}.csv", dtype=str, keep_default_na=False)


def dates(texts: pd.Series) -> pd.Series:
    days = {text: "-".join(reversed(text.split("."))) for text in texts.unique()}
    return pd.to_datetime(texts.map(days))


def long_protocols(out: Path) -> pd.DataFrame:
    heading = ["assessment", "school_code", "class", "student_code", "variant"]
    parts = []
    for path in sorted((out / "source" / "protocols").iterdir()):
        rows = table(path).to_pandas()
        if "task" not in rows:
            tasks = [c for c in rows.columns if c not in (*heading, "total", "mark")]
            rows = rows.melt(heading, tasks, "task", "points")
        parts.append(rows)
    rows = pd.concat(parts).merge(rows_of(out, "plans"), on=["assessment", "task"])
    rows = rows[rows["points"].str.fullmatch(r"\d+|X", na=False)]
    rows["points"] = rows["points"].replace("X", "0").astype(int)
    rows["max_points"] = rows["max_points"].astype(int)
    return rows[rows["points"] <= rows["max_points"]]


def contents(folder: Path, seed: int) -> dict[str, bytes]:
    paths = write_territory(folder, schools=1, seed=seed)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_seed_alone_decides_the_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.demo.YEARS", YEARS[:1])  # one year is enough to compare
    first, second = contents(tmp_path / "a", 7), contents(tmp_path / "b", 7)
    assert first == second


def test_another_seed_gives_other_people():
    assert not territory(1, 7).students.equals(territory(1, 8).students)


def test_larger_schools_have_more_classes_of_the_usual_size():
    usual, large = (territory(3, 1, larger=n).memberships.query("year == 1") for n in (1, 3))
    of_class = large.groupby(["school", "school_class"]).size()
    assert 2.6 < len(large) / len(usual) < 3.4
    assert 15 < of_class.mean() < 25
    assert of_class.max() < 45


def test_files_of_an_earlier_territory_go_and_others_stay(tmp_path):
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "files.csv").write_text("file\nearlier.csv\n", encoding="utf-8")
    (tmp_path / "source").mkdir()
    for name in ("earlier.csv", "own.csv"):
        (tmp_path / "source" / name).touch()
    remove_earlier(tmp_path)
    assert [path.name for path in (tmp_path / "source").iterdir()] == ["own.csv"]


# The templates, by hand; optional columns that a file may lack stand after the bar.
@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("roster", "region municipality school_code school grade class student_code last_name "
         "first_name middle_name sex birth_year from to"),
        ("marks", "school_code class student_code subject teacher_code date work_type mark "
         "| weight topic"),
        ("final_marks", "school_code class student_code subject school_year period mark"),
        ("plans", "assessment title procedure subject grade date task variant kes kpu level type "
         "max_points from_3 from_4 from_5"),
        ("results", "procedure subject school_code class student_code primary_score test_score "
         "mark journal_mark | date school_year"),
        ("codifiers", "subject grade kind code name valid_from valid_to"),
    ],
)  # fmt: skip
def test_headers_are_those_of_the_templates(out, kind, columns):
    required = columns.split("|")[0]
    for path in (out / "source" / kind).iterdir():
        names = set(table(path).column_names)
        assert set(required.split()) <= names <= set(columns.replace("|", "").split())


def test_protocols_are_wide_and_long(out):
    heading = ["assessment", "school_code", "class", "student_code", "variant"]
    layouts = set()
    for path in (out / "source" / "protocols").iterdir():
        names = table(path).column_names
        assert names[:5] == heading
        layouts.add("long" if names[5:] == ["task", "points"] else "wide")
    assert layouts == {"wide", "long"}


def test_every_encoding_and_separator_is_met(out):
    paths = list((out / "source").rglob("*.csv*"))
    assert {separator(path) for path in paths} == {",", ";", "\t"}
    assert any(path.suffix == ".gz" for path in paths)
    assert any(path.read_bytes()[:3] == b"\xef\xbb\xbf" for path in paths)
    assert any("Предмет".encode("cp1251") in path.read_bytes() for path in paths)


def test_journal_days_are_school_days(out):
    days = dates(rows_of(out, "marks")["date"])
    days = days[days.dt.year < 2031]
    assert days.min() >= pd.Timestamp("2024-09-01")
    assert days.max() <= pd.Timestamp("2026-05-31")
    assert not days.dt.month.isin([6, 7, 8]).any()
    assert not (days.dt.day_of_week == 6).any()
    # winter holidays and Victory Day
    assert not days.dt.strftime("%m-%d").isin(["01-01", "01-07", "05-09"]).any()


def test_journal_marks_are_spread_as_in_schools(out):
    marks = rows_of(out, "marks")["mark"]
    shares = marks[marks.isin(list("2345"))].value_counts(normalize=True)
    assert shares["5"] == pytest.approx(0.27, abs=0.07)
    assert shares["4"] == pytest.approx(0.40, abs=0.05)
    assert shares["3"] == pytest.approx(0.27, abs=0.06)
    assert 0.02 < shares["2"] < 0.08
    assert {"5 4", "4-", "5/4", ".", "н", "б", "п", "оп"} <= set(marks.unique())


def test_kind_schools_mark_above_the_abilities(out):
    marks = rows_of(out, "marks").query("mark in ['2', '3', '4', '5']")
    marks = marks.merge(truth(out, "abilities"), on=["student_code", "subject"])
    # one spread of ability is worth 0.62 of a mark in the model
    above = marks["mark"].astype(int) - 0.62 * marks["ability"].astype(float)
    kind = marks["school_code"].isin(truth(out, "kind_schools")["school_code"])
    # planted 0.5; marks end at 5, so a little less is left
    assert above[kind].mean() - above[~kind].mean() == pytest.approx(0.42, abs=0.1)


def test_planted_elements_are_solved_worse(out):
    answers = long_protocols(out)
    answers = answers[~answers["procedure"].str.startswith("пробный")]
    start = answers["assessment"].str.extract(r"-(\d{4})-")[0].astype(int)
    answers["school_year"] = start.astype(str) + "/" + (start + 1).astype(str)
    gaps = []
    for row in truth(out, "planted_elements").query("level == 'school'").itertuples():
        works = answers[
            (answers["subject"] == row.subject)
            & (answers["grade"] == row.grade)
            & (answers["school_year"] == row.school_year)
        ]
        here = works["school_code"] == row.school_code
        planted = works["kes"].map({k: row.code in k.split(", ") for k in works["kes"].unique()})
        sums = works.groupby([here.rename("here"), planted.rename("planted")])[
            ["points", "max_points"]
        ].sum()
        rate = sums["points"] / sums["max_points"]
        gaps.append(
            (rate[False, True] - rate[False, False]) - (rate[True, True] - rate[True, False])
        )
    # planted 0.25–0.35
    assert sum(gaps) / len(gaps) == pytest.approx(0.28, abs=0.08)


def test_movers_have_adjoining_periods(out):
    roster = rows_of(out, "roster").drop_duplicates()
    roster["from"], roster["to"] = dates(roster["from"]), dates(roster["to"])
    moves = truth(out, "moves")
    assert {"class", "school"} == set(moves["kind"])
    for move in moves.itertuples():
        periods = roster[roster["student_code"] == move.student_code].sort_values("from")
        gaps = periods["from"].iloc[1:].to_numpy() - periods["to"].iloc[:-1].to_numpy()
        assert (gaps == pd.Timedelta(days=1)).all()
        came = periods[periods["from"] == move.date].iloc[0]
        assert (came["school_code"], came["class"]) == (move.to_school, move.to_class)


def test_classes_move_on_with_the_grade(out):
    roster = rows_of(out, "roster").drop_duplicates()
    before = roster[roster["to"].isin(["31.08.2025", "2025-08-31"])]
    after = roster[roster["from"].isin(["01.09.2025", "2025-09-01"])]
    both = before.merge(after, on=["student_code", "school_code"], suffixes=("", "_next"))
    both = both[both["grade"].astype(int) <= 8]
    expected = (both["grade"].astype(int) + 1).astype(str) + both["class"].str[-1]
    assert len(both) > 300
    assert (both["class_next"] == expected).all()


def test_names_occur_in_the_roster_only(out):
    roster = rows_of(out, "roster")
    names = set(roster[["last_name", "first_name", "middle_name"]].to_numpy().ravel())
    words = set()
    for path in (out / "source").rglob("*.csv*"):
        if path.parent.name != "roster":
            for column in table(path).columns:
                words.update(re.findall(r"\w+", " ".join(map(str, column.unique().to_pylist()))))
    assert not names & words


def test_names_agree_with_the_sex(out):
    roster = rows_of(out, "roster")
    girls = roster["sex"] == "Ж"
    assert (roster["middle_name"].str.endswith("на") == girls).all()
    assert (
        (roster["last_name"].str.endswith("а") | roster["last_name"].str.endswith("ая"))
        .eq(girls)
        .all()
    )


def test_every_dirty_row_stands_where_the_truth_says(out):
    dirty = truth(out, "dirty_rows")
    assert {"unknown_mark", "date_outside_year", "unknown_student", "duplicate_row"} <= set(
        dirty["rule"]
    )
    lines_of = {file: text_of(out / "source" / file).split("\n") for file in dirty["file"].unique()}
    for row in dirty.itertuples():
        lines, path = lines_of[row.file], out / "source" / row.file
        line = lines[int(row.line) - 1]
        if row.rule == "duplicate_row":
            assert line == lines[int(row.line) - 2]
        else:
            header, cells = csv.reader([lines[0], line], delimiter=separator(path))
            place = [ENGLISH.get(name, name) for name in header].index(row.column)
            assert cells[place] == row.value


def test_dirty_rows_are_about_seven_in_ten_thousand(out):
    kinds = ("roster", "marks", "final_marks", "protocols", "results")
    rows = sum(len(rows_of(out, kind)) for kind in kinds)
    assert len(truth(out, "dirty_rows")) / rows == pytest.approx(0.0007, rel=0.3)


def test_clean_journal_has_no_repeated_row_and_no_stranger(out):
    marks, dirty = rows_of(out, "marks"), truth(out, "dirty_rows")
    planted = dirty[dirty["file"].str.startswith("marks/")]["rule"].value_counts()
    key = ["school_code", "class", "student_code", "subject", "date"]
    known = marks["student_code"].isin(rows_of(out, "roster")["student_code"])
    assert (~known).sum() == planted["unknown_student"]
    usual = marks[known & (marks["date"] != "2031-07-20")]
    assert usual.duplicated(key).sum() == planted["duplicate_row"]


def test_every_code_of_the_plans_has_a_name(out):
    plans = rows_of(out, "plans").query("procedure in ['МКР', 'контрольная', 'диагностическая']")
    names = rows_of(out, "codifiers")
    named = set(zip(names["subject"], names["grade"], names["kind"], names["code"], strict=True))
    for row in plans.itertuples():
        for kind, cell in (("kes", row.kes), ("kpu", row.kpu)):
            for code in cell.split(", "):
                assert (row.subject, row.grade, kind, code) in named


def test_own_codifier_names_a_code_once():
    assert not codifier().duplicated(["subject", "grade", "kind", "code"]).any()


def test_final_marks_have_the_periods_of_the_grade(out):
    rows = rows_of(out, "final_marks")
    grade = rows["class"].str[:-1].astype(int)
    quarters = rows["period"].str.endswith("четверть")
    assert set(grade[quarters]) == set(range(2, 10))
    assert set(grade[rows["period"].str.endswith("полугодие")]) == {10, 11}
    assert set(grade[rows["period"] == "экзамен"]) == {9}
    assert {"2", "3", "4", "5", "н/а", "осв"} <= set(rows["mark"])


def test_test_scores_follow_the_published_scale(out):
    results = rows_of(out, "results").query("subject == 'Русский язык' and procedure == 'ЕГЭ'")
    scores = dict(zip(results["primary_score"], results["test_score"], strict=True))
    scale = pd.read_csv(Path(__file__).parents[1] / "etl/exams/ege_scales.csv", dtype=str)
    official = scale.query("subject == 'Русский язык'").set_index("primary_score")["test_score"]
    assert scores == {primary: official[primary] for primary in scores}
