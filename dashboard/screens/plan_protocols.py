"""Who wrote a work, place by place, with the empty protocols of each class beside."""

from dash import html

from dashboard.light import CORE, element
from dashboard.numbers import count
from dashboard.screens.addresses import link
from dashboard.screens.participating import participation_columns


def participation_table(
    assessment_id: int, rows: list[dict], *, by_class: bool, may_export: bool
) -> html.Div:
    """The counts; of classes also «XLSX» to fill in and «PDF» to print."""
    columns = participation_columns("Класс" if by_class else "Где", by_class=by_class)
    has_files = by_class and may_export
    names = [(one["field"], one["headerName"]) for one in columns]
    heads = [element("Th", title, scope="col") for _, title in names]
    heads += [element("Th", "Бланк протокола", scope="col")] if has_files else []
    body = [_line(assessment_id, row, names[1:], has_files=has_files) for row in rows]
    table = element(
        "Table", [element("Thead", element("Tr", heads)), element("Tbody", body)], className="plain"
    )
    return html.Div(table, className="scrolled", tabIndex=0)


def _line(assessment_id: int, row: dict, names: list, *, has_files: bool) -> dict:
    name = element("Link", row["name"], of=CORE, href=row["href"])
    cells = [element("Td", count(row[field]), className="number") for field, _ in names]
    cells += [element("Td", _files(assessment_id, row["unit_id"]))] if has_files else []
    return element("Tr", [element("Th", name, scope="row"), *cells])


def _files(assessment_id: int, class_id: int) -> list:
    asked = {"assessment": assessment_id, "class": class_id}
    xlsx, pdf = (
        html.A(
            ending.upper(),
            href=link(f"export/protocol.{ending}", **asked),
            download=True,
            **{"aria-label": told},
        )
        for ending, told in (
            ("xlsx", "Бланк протокола XLSX, заполнить"),
            ("pdf", "Бланк протокола PDF, напечатать"),
        )
    )
    return [xlsx, " · ", pdf]
