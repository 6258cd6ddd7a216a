"""AG Grid as the product uses it: Russian, the first column stays, links lead down."""

import dash_ag_grid as dag

RUSSIAN = {
    "noRowsToShow": "Нет данных",
    "loadingOoo": "Загрузка…",
    "page": "Страница",
    "to": "до",
    "of": "из",
    "more": "ещё",
    "next": "Следующая",
    "last": "Последняя",
    "first": "Первая",
    "previous": "Предыдущая",
    "filterOoo": "Фильтр…",
    "searchOoo": "Поиск…",
    "equals": "Равно",
    "notEqual": "Не равно",
    "blank": "Пусто",
    "notBlank": "Не пусто",
    "lessThan": "Меньше",
    "greaterThan": "Больше",
    "lessThanOrEqual": "Не больше",
    "greaterThanOrEqual": "Не меньше",
    "inRange": "Между",
    "contains": "Содержит",
    "notContains": "Не содержит",
    "startsWith": "Начинается с",
    "endsWith": "Кончается на",
    "andCondition": "И",
    "orCondition": "ИЛИ",
    "applyFilter": "Применить",
    "resetFilter": "Сбросить",
    "clearFilter": "Очистить",
    "copy": "Копировать",
    "ariaSortableColumn": "Enter: сортировать",
    "ariaLabelCell": "Ячейка",
    "ariaColumn": "Столбец",
    "ariaRowSelect": "Пробел: выбрать строку",
}
OPTIONS = {
    "localeText": RUSSIAN,
    "domLayout": "autoHeight",
    "ensureDomOrder": True,
    "suppressColumnVirtualisation": True,
    "suppressMovableColumns": True,
    "enableCellTextSelection": True,
    "animateRows": False,
    "rowHeight": 36,
    "headerHeight": 40,
}
USUAL = {"sortable": True, "resizable": True, "suppressHeaderMenuButton": True}


UPRIGHT = {"rowHeight": 30, "headerHeight": 132}


BOXES = {"pinned": "left", "width": 40, "sortable": False, "resizable": False}
LONGEST = 60  # rows; a longer table scrolls inside itself


CHOOSING = {
    "mode": "multiRow",
    "headerCheckbox": False,
    "checkboxes": True,
    "enableClickSelection": False,
}


def grid(
    id: str,
    columns: list[dict],
    rows: list[dict],
    *,
    upright: bool = False,
    is_chosen: bool = False,
) -> dag.AgGrid:
    """A table as high as its rows; `upright` leaves room for names written upwards.

    Rows of one that `is_chosen` have boxes.
    """
    is_long = len(rows) > LONGEST and not upright
    options = OPTIONS | (UPRIGHT if upright else {})
    options |= {"domLayout": "normal"} if is_long else {}
    options |= {"rowSelection": CHOOSING, "selectionColumnDef": BOXES} if is_chosen else {}
    return dag.AgGrid(
        id=id,
        columnDefs=columns,
        rowData=rows,
        defaultColDef=USUAL,
        dashGridOptions=options,
        className="grid",
        style={"height": "70vh" if is_long else None},
    )


def name_column(title: str, **more) -> dict:
    """The frozen first column: a link down, ordered as people count."""
    return {
        "field": "name",
        "headerName": title,
        "pinned": "left",
        "lockPinned": True,
        "width": 230,
        "cellRenderer": "UnitLink",
        "tooltipField": "name",
        "comparator": {"function": "naturally(valueA, valueB)"},
        "filter": "agTextColumnFilter",
    } | more


def filtered_in_percent(field: str) -> dict:
    """A filter asks for what is seen: 40, not 0,4."""
    return {"filterValueGetter": {"function": f"inPercent(params.data, '{field}')"}}


IN_FILES = {"decimal": "whole_number", "meanOf": "points"}


def number_column(field: str, title: str, form: str, *, told: dict | None = None, **more) -> dict:
    """A column of numbers; `form` is a function of 30-grid.js, which knows what is rounded.

    Files write the same form by `reports.cells`; `told` says how the number is made
    (`dashboard.explained.in_grid`).
    """
    call = f"{form}(params.value, params.data)" if "(" not in form else form
    name = form.partition("(")[0]
    return {
        "field": field,
        "headerName": title,
        "context": {"form": IN_FILES.get(name, name)} | (told or {}),
        "type": "rightAligned",
        "valueFormatter": {"function": call},
        "sortingOrder": ["desc", "asc", None],
        "filter": "agNumberColumnFilter",
        **(filtered_in_percent(field) if name in ("percent", "gap") else {}),
        "width": 105,
    } | more


def interval_column(field: str, title: str, **more) -> dict:
    """A thin line from low to high with the value and the reference on it; sorted by the value."""
    return {
        "field": field,
        "headerName": title,
        "cellRenderer": "Interval",
        "sortingOrder": ["desc", "asc", None],
        "minWidth": 120,
        "flex": 1,
    } | more


def sign_column(field: str = "sign") -> dict:
    """▲ ▼ = * –"""
    return {
        "field": field,
        "headerName": "",
        "headerTooltip": "Отличие: что значат знаки, сказано под таблицей",
        "cellRenderer": "Sign",
        "sortable": False,
        "width": 44,
    }
