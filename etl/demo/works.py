"""Plans and protocols: control works, diagnostic works, trial exams."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.demo.programme import SUBJECT_NUMBER, YEARS
from etl.demo.tasks import codifier, difficulties, exam_plan, invented_tasks, points, unlearnt
from etl.demo.territory import Territory

SHORT = {
    "Математика": "МАТ", "Русский язык": "РУС", "Физика": "ФИЗ", "Биология": "БИО",
    "История": "ИСТ", "Математика (профильная)": "МАТП",
}  # fmt: skip
# procedure, code, subject, grades, number of the school day
CALENDAR = [
    ("контрольная", "КР", "Математика", range(5, 9), 30),
    ("МКР", "МКР", "Математика", range(5, 10), 62),
    ("МКР", "МКР", "Русский язык", range(5, 10), 58),
    ("МКР", "МКР", "Биология", range(5, 9), 45),
    ("диагностическая", "ДР", "Математика", range(5, 10), 138),
    ("диагностическая", "ДР", "Русский язык", range(5, 10), 134),
    ("диагностическая", "ДР", "История", range(5, 9), 100),
    ("диагностическая", "ДР", "Физика", range(7, 9), 110),
]
TRIALS = [
    ("пробный ОГЭ", "ОГЭ", 9, ["Русский язык", "Математика", "Физика", "Биология", "История"]),
    ("пробный ЕГЭ", "ЕГЭ", 11, ["Русский язык", "Математика (профильная)", "Физика", "История"]),
]
# In grade 9 the codes are those of the exam plan.
NINTH_SKILLS = {"Математика": ["3", "4", "5"], "Русский язык": ["3.6", "3.7", "3.9"]}
BORDERS = (0.38, 0.58, 0.80)  # share of the maximum for «3», «4», «5»
# Primary scores for «3», «4», «5»; physics, chemistry and biology have no published borders.
OGE_BORDERS = {
    "Русский язык": (15, 26, 33), "Математика": (8, 15, 22), "Информатика": (5, 11, 17),
    "География": (12, 19, 26), "Обществознание": (14, 24, 32), "История": (11, 21, 30),
    "Физика": (10, 20, 30), "Химия": (10, 20, 30), "Биология": (13, 26, 38),
}  # fmt: skip
LONG = ("Биология", "История")  # subjects with protocols of one row per task
SCHOOL_ELEMENTS, CLASS_ELEMENTS = 3, 2  # badly learnt elements planted a school and year
MISSED = 0.05


@dataclass(frozen=True)
class Work:
    """An assessment: its heading, its tasks and the scores from which «3», «4», «5» are given."""

    heading: dict  # assessment, title, procedure, subject, grade, date
    tasks: pd.DataFrame
    borders: tuple[int, ...]
    long: bool  # layout of the protocol

    @property
    def plan(self) -> pd.DataFrame:
        """The rows of the plan."""
        borders = self.borders or ("", "", "")
        marks = {f"from_{mark}": str(b) for mark, b in zip((3, 4, 5), borders, strict=True)}
        return self.tasks.assign(**self.heading, **marks)[
            [*self.heading, *self.tasks.columns, *marks]
        ].astype(str)


def works(number: int, seed: int) -> list[Work]:
    """All assessments of a year."""
    rng = np.random.default_rng([seed, 4, number])
    days = YEARS[number].days(5)
    year = YEARS[number].start
    names = codifier()
    made = []
    for procedure, code, subject, grades, day in CALENDAR:
        for grade in grades:
            heading = {
                "assessment": f"{code}-{year}-{SHORT[subject]}-{grade}",
                "title": f"{subject}, {grade} класс: {procedure}",
                "procedure": procedure,
                "subject": subject,
                "grade": grade,
                "date": str(days[day + grade - 5]),
            }
            elements, skills = element_codes(names, subject, grade)
            tasks = invented_tasks(elements, skills, code == "ДР", rng)
            highest = tasks["max_points"].sum() - (code == "ДР")
            borders = tuple(round(share * highest) for share in BORDERS)
            made.append(Work(heading, tasks, borders, code == "КР" or subject in LONG))
    return made + trial_works(number)


def trial_works(number: int) -> list[Work]:
    """Trial exams after the published exam plans."""
    year = YEARS[number]
    made = []
    for procedure, exam, grade, subjects in TRIALS:
        for place, subject in enumerate(subjects):
            heading = {
                "assessment": f"П{exam}-{year.start}-{SHORT[subject]}",
                "title": f"{subject}: {procedure}",
                "procedure": procedure,
                "subject": subject,
                "grade": grade,
                "date": str(year.days(5)[112 + 2 * place + (grade == 11)]),
            }
            borders = OGE_BORDERS[subject] if exam == "ОГЭ" else ()
            made.append(Work(heading, exam_plan(exam, subject), borders, exam == "ЕГЭ"))
    return made


def element_codes(names: pd.DataFrame, subject: str, grade: int) -> tuple[list[str], list[str]]:
    """Codes of the lowest elements and of the skills of a subject and grade."""
    here = names[(names["subject"] == subject) & (names["grade"] == grade)]
    elements = here.loc[here["kind"] == "kes", "code"].tolist()
    lowest = [code for code in elements if not any(c.startswith(f"{code}.") for c in elements)]
    skills = here.loc[here["kind"] == "kpu", "code"].tolist()
    return lowest, skills or NINTH_SKILLS[subject]


def planted_elements(
    territory: Territory, number: int, seed: int, *, planted: bool = True
) -> pd.DataFrame:
    """Elements badly learnt in a whole school or in one class: the solve rate falls by `drop`."""
    rng = np.random.default_rng([seed, 5, number])
    names = codifier()
    here = territory.memberships.query("year == @number and 5 <= grade <= 8")
    choices = [
        (subject, grade, code)
        for _, _, subject, grades, _ in CALENDAR
        for grade in grades
        if grade < 9
        for code in element_codes(names, subject, grade)[0]
    ]
    choices = list(dict.fromkeys(choices))
    rows = []
    for school in range(len(territory.schools)):
        picked = rng.choice(len(choices), SCHOOL_ELEMENTS + CLASS_ELEMENTS, replace=False)
        for place, choice in enumerate(picked):
            subject, grade, code = choices[choice]
            whole = place < SCHOOL_ELEMENTS
            classes = here.query("school == @school and grade == @grade")["school_class"].unique()
            rows.append(
                {
                    "school_year": YEARS[number].name,
                    "level": "school" if whole else "school_class",
                    "school": school,
                    "class": "" if whole else rng.choice(classes),
                    "subject": subject,
                    "grade": grade,
                    "code": code,
                    "drop": round(rng.uniform(0.25, 0.35), 3),
                }
            )
    found = pd.DataFrame(rows)
    return found if planted else found.iloc[:0]


def protocol(
    territory: Territory, work: Work, students: pd.DataFrame, planted: pd.DataFrame, seed: list
) -> pd.DataFrame:
    """Wide protocol of everybody who should have written: texts, one column a task."""
    rng = np.random.default_rng(seed)
    maxima = work.tasks["max_points"].to_numpy()
    subject = SUBJECT_NUMBER[work.heading["subject"].split(" (")[0]]
    ability = territory.abilities[students["student"], subject]
    difficulty = difficulties(work.tasks, rng, work.heading["procedure"])
    scored = points(ability, difficulty, maxima, rng)
    for row in planted.itertuples():
        inside = (students["school"] == row.school) & (
            (row.level == "school") | (students["school_class"] == row[4])
        )
        touched = np.array([row.code in kes.split(", ") for kes in work.tasks["kes"]])
        block = np.ix_(inside.to_numpy(), touched)
        if inside.any() and touched.any():
            scored[block] = unlearnt(scored[block], maxima[touched], row.drop, rng)
    return protocol_rows(territory, work, students, scored, rng)


def protocol_rows(
    territory: Territory,
    work: Work,
    students: pd.DataFrame,
    scored: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Points as texts: `X` not attempted, empty not given, nothing or «н» for the absent."""
    variant = np.where(np.arange(len(students)) % 2, "2", "1").astype(object)
    attempt = np.where(work.tasks["type"] == "РО", 0.35, 0.04)
    texts = scored.astype(str).astype(object)
    texts[(scored == 0) & (rng.random(scored.shape) < attempt)] = "X"
    of_variant = work.tasks["variant"].to_numpy()
    given = (of_variant == "") | (of_variant == variant[:, None])
    texts[~given] = ""
    total = (scored * given).sum(axis=1)
    chance = rng.random(len(students))
    absent = chance < MISSED + territory.students["absence"].to_numpy()[students["student"]] / 2
    texts[absent] = "н"
    if not work.long:
        texts[absent & (chance < MISSED / 2)] = ""
    columns = {
        "assessment": work.heading["assessment"],
        "school_code": territory.schools["school_code"].to_numpy()[students["school"]],
        "class": students["school_class"].to_numpy(),
        "student_code": territory.students["student_code"].to_numpy()[students["student"]],
        "variant": np.where(absent, "", variant),
    } | dict(zip(work.tasks["task"], texts.T, strict=True))
    columns["total"] = np.where(absent, "", total.astype(str))
    if work.borders:
        mark = 2 + (total[:, None] >= np.array(work.borders)).sum(axis=1)
        columns["mark"] = np.where(absent, "", mark.astype(str))
    return pd.DataFrame(columns)


def long_rows(wide: pd.DataFrame) -> pd.DataFrame:
    """The same protocol, one row per student and task; tasks not given are left out."""
    heading = ["assessment", "school_code", "class", "student_code", "variant"]
    tasks = [column for column in wide.columns if column not in (*heading, "total", "mark")]
    rows = wide.reset_index().melt(["index", *heading], tasks, "task", "points")
    rows = rows.sort_values("index", kind="stable").drop(columns="index")
    return rows[rows["points"] != ""].reset_index(drop=True)
