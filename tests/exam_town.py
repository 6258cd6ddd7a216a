"""A town of a few schools whose ninth grades take ОГЭ in mathematics, two years running."""

import numpy as np
import pandas as pd
from files import loaded

SCHOOLS, A_CLASS = 6, 15
NAMES = {"region": "Область", "municipality": "Город"}
YEARS = (2024, 2025)


def town(folder, *, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Files by name: rosters, marks, a test in autumn, ОГЭ of both years."""
    random = np.random.default_rng(seed)
    rosters, marks, tests, exams = [], [], [], []
    for year in YEARS:
        n = SCHOOLS * A_CLASS
        who = pd.DataFrame({"school_code": (np.arange(n) % SCHOOLS + 1).astype(str), "class": "9А"})
        who["student_code"] = [f"{year}-{one}" for one in range(n)]
        ability = random.normal(0, 1, n)
        stay = {"from": f"{year}-09-01", "to": f"{year + 1}-05-31"}
        rosters.append(who.assign(**NAMES, school="Школа " + who["school_code"], **stay))
        tests.append(_scores(who, f"{year}-09-20", "входная", 20 + 6 * ability, random))
        exams.append(_scores(who, f"{year + 1}-06-02", "ОГЭ", 16 + 5 * ability, random))
        for day in (f"{year}-10-05", f"{year}-12-05", f"{year + 1}-03-05"):
            mark = np.clip(np.rint(3.7 + 0.6 * ability + random.normal(0, 0.5, n)), 2, 5)
            marks.append(who.assign(date=day, subject="Математика", mark=mark.astype(int)))
    return {
        "roster": pd.concat(rosters),
        "marks": pd.concat(marks),
        "tests": pd.concat(tests),
        "exams_before": exams[0],
        "exams_after": exams[1],
    }


def _scores(who, day, procedure, middle, random) -> pd.DataFrame:
    score = np.clip(np.rint(middle + random.normal(0, 2.5, len(who))), 0, 31).astype(int)
    mark = 2 + (score >= 8) + (score >= 15) + (score >= 22)
    told = {"procedure": procedure, "subject": "Математика", "date": day}
    return who.assign(**told, primary_score=score, mark=mark if procedure == "ОГЭ" else "")


def load(store, folder, files: dict[str, pd.DataFrame], *names: str) -> list:
    """Write these files and load them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in names:
        paths.append(folder / f"{name}.csv")
        files[name].to_csv(paths[-1], index=False)
    return loaded(store, *paths)
