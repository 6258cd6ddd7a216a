"""External results: ВПР, ОГЭ and ЕГЭ with scores and marks."""

import numpy as np
import pandas as pd

from etl.demo.finals import Finals
from etl.demo.programme import SUBJECT_NUMBER, YEARS
from etl.demo.tasks import PROFILE_MATHS, difficulties, exam_plan, points
from etl.demo.territory import Territory
from etl.demo.works import OGE_BORDERS
from etl.exams import published

BASIC_MATHS = "Математика (базовая)"
BASIC_BORDERS = (7, 12, 17)
VPR_BORDERS = (0.32, 0.60, 0.83)
VPR_THIRD = {
    4: "Окружающий мир",
    5: "Биология",
    6: "История",
    7: "Физика",
    8: "Обществознание",
}
OGE_CHOICE = {
    "Обществознание": 0.30,
    "География": 0.22,
    "Информатика": 0.16,
    "Биология": 0.13,
    "Физика": 0.08,
    "Химия": 0.06,
    "История": 0.05,
}
EGE_CHOICE = {
    "Обществознание": 0.34,
    "Физика": 0.18,
    "Информатика": 0.15,
    "Биология": 0.14,
    "История": 0.11,
    "Химия": 0.08,
}
GEOMETRY = [*range(14, 19), *range(22, 25)]  # tasks 15–19 and 23–25 of ОГЭ mathematics
DATES = {  # month and day by exam and subject; the choices share two days
    "Русский язык": "05-30",
    "Математика": "06-03",
    PROFILE_MATHS: "06-04",
    BASIC_MATHS: "06-04",
    "Обществознание": "06-09",
    "Физика": "06-09",
}
OTHER_DATE = "06-16"


def exam_choices(territory: Territory, number: int, seed: int) -> pd.DataFrame:
    """Who takes what: one row per student, `exam`, `title` of the subject."""
    rng = np.random.default_rng([seed, 6, number])
    people = territory.members_on(number, f"{YEARS[number].start + 1}-05-25")
    parts = []
    for exam, grade, choice in (("ОГЭ", 9, OGE_CHOICE), ("ЕГЭ", 11, EGE_CHOICE)):
        there = people[people["grade"] == grade].reset_index(drop=True)
        profile = rng.random(len(there)) < 0.6
        maths = np.where(profile, PROFILE_MATHS, BASIC_MATHS) if grade == 11 else "Математика"
        weights = np.log(list(choice.values())) + rng.gumbel(size=(len(there), len(choice)))
        chosen = np.array(list(choice), object)[np.argsort(-weights, axis=1)[:, :2]]
        if grade == 11:
            chosen[rng.random(len(there)) < 0.4, 1] = ""
        titles = ["Русский язык", maths, *chosen.T]
        parts += [there.assign(exam=exam, title=title) for title in titles]
    choices = pd.concat(parts, ignore_index=True)
    return choices[choices["title"] != ""].reset_index(drop=True)


def exam_results(
    territory: Territory, number: int, choices: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Choices with `subject` number, `primary_score`, `test_score` and `mark` (0 = none)."""
    parts = []
    for place, ((exam, title), rows) in enumerate(choices.groupby(["exam", "title"])):
        rng = np.random.default_rng([seed, 7, number, place])
        plan = exam_plan(exam, title)
        subject = SUBJECT_NUMBER[title.split(" (")[0]]
        ability = territory.abilities[rows["student"], subject]
        same_every_year = np.random.default_rng([seed, 8, place])
        difficulty = difficulties(plan, same_every_year, exam) + rng.normal(0, 0.08)
        scored = points(ability, difficulty, plan["max_points"].to_numpy(), rng)
        primary = scored.sum(axis=1)
        parts.append(
            rows.assign(
                subject=subject,
                primary_score=primary,
                test_score=test_scores(title, primary) if exam == "ЕГЭ" else "",
                mark=exam_marks(exam, title, scored),
            )
        )
    return pd.concat(parts, ignore_index=True)


def exam_marks(exam: str, title: str, scored: np.ndarray) -> np.ndarray:
    """Marks by borders, with the second conditions of ОГЭ; 0 where the exam gives no mark."""
    primary = scored.sum(axis=1)
    if exam == "ЕГЭ" and title != BASIC_MATHS:
        return np.zeros(len(scored), int)
    borders = OGE_BORDERS[title] if exam == "ОГЭ" else BASIC_BORDERS
    mark = 2 + (primary[:, None] >= np.array(borders)).sum(axis=1)
    if exam == "ОГЭ" and title == "Математика":
        mark[scored[:, GEOMETRY].sum(axis=1) < 2] = 2
    if exam == "ОГЭ" and title == "Русский язык":
        literacy = scored[:, -1]
        highest = np.select([literacy >= 9, literacy >= 6], [5, 4], 3)
        mark = np.minimum(mark, highest)
    return mark


def test_scores(title: str, primary: np.ndarray) -> np.ndarray:
    """Test scores as texts by the published scale; basic mathematics has none."""
    scale = published("ege_scales").query("subject == @title").astype({"primary_score": int})
    if scale.empty:
        return np.full(len(primary), "", object)
    table = scale.set_index("primary_score")["test_score"]
    return table.loc[primary].astype(str).to_numpy()


def result_rows(
    territory: Territory, number: int, results: pd.DataFrame, marks: Finals, exam: str
) -> pd.DataFrame:
    """The rows of a file of ОГЭ or ЕГЭ; ОГЭ goes by the school year, ЕГЭ by the date."""
    rows = results[results["exam"] == exam]
    journal = marks.year[rows["student"], rows["subject"]]
    year = YEARS[number]
    days = rows["title"].map(DATES).fillna(OTHER_DATE)
    when = (
        {"school_year": year.name}
        if exam == "ОГЭ"
        else {"date": f"{year.start + 1}-" + days.to_numpy()}
    )
    return pd.DataFrame(
        {
            "procedure": exam,
            "subject": rows["title"].to_numpy(),
            **when,
            **place_columns(territory, rows),
            "primary_score": rows["primary_score"].astype(str).to_numpy(),
            "test_score": rows["test_score"].to_numpy(),
            "mark": mark_texts(rows["mark"].to_numpy()),
            "journal_mark": mark_texts(journal) if exam == "ОГЭ" else "",
        }
    )


def vpr_rows(territory: Territory, number: int, marks: Finals, seed: int) -> pd.DataFrame:
    """One row per student of grades 4–8 and subject: three works each, written in April."""
    rng = np.random.default_rng([seed, 10, number])
    people = territory.members_on(number, f"{YEARS[number].start + 1}-04-16")
    plan = exam_plan("ВПР", "")
    maxima = plan["max_points"].to_numpy()
    borders = np.array([round(share * maxima.sum()) for share in VPR_BORDERS])
    parts = []
    for grade, third in VPR_THIRD.items():
        for subject in ("Русский язык", "Математика", third):
            there = people[people["grade"] == grade]
            there = there[rng.random(len(there)) > 0.06]
            ability = territory.abilities[there["student"], SUBJECT_NUMBER[subject]]
            primary = points(ability, difficulties(plan, rng), maxima, rng).sum(axis=1)
            journal = marks.quarters[there["student"], SUBJECT_NUMBER[subject], 2]
            journal = np.where(rng.random(len(there)) < 0.03, 0, journal)
            parts.append(
                pd.DataFrame(
                    {
                        "procedure": "ВПР",
                        "subject": subject,
                        "date": f"{YEARS[number].start + 1}-04-16",
                        **place_columns(territory, there),
                        "primary_score": primary.astype(str),
                        "test_score": "",
                        "mark": mark_texts(2 + (primary[:, None] >= borders).sum(axis=1)),
                        "journal_mark": mark_texts(journal),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def place_columns(territory: Territory, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """School, class and code of the students."""
    return {
        "school_code": territory.schools["school_code"].to_numpy()[rows["school"]],
        "class": rows["school_class"].to_numpy(),
        "student_code": territory.students["student_code"].to_numpy()[rows["student"]],
    }


def mark_texts(marks: np.ndarray) -> np.ndarray:
    """Marks 2–5 as texts; anything else is empty."""
    return np.array(["", "", "2", "3", "4", "5"], object)[marks]
