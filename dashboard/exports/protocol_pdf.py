"""An empty protocol on paper: a row a student, a box a task, as many pages as the tasks need."""

from dataclasses import dataclass, replace

from dashboard.exports.pack import CannotMake
from dashboard.exports.pdf_file import on_paper
from dashboard.exports.protocol_blank import Blank
from dashboard.numbers import decimal

# Points of a page of A4 between its margins, and of the columns that are not tasks.
UPRIGHT, ACROSS = 527, 774
NUMBER, NAME, CODE, CODE_ALONE, VARIANT, RESULT = 20, 150, 56, 80, 28, 36
MOST_TASKS = 100
TOO_LONG = "В плане {n} заданий: на бумаге такой протокол не заполнить. Возьмите бланк XLSX."
LETTER, BESIDE, NARROWEST = 6.2, 5, 17  # of a label, around it, and the smallest box for a pen
WIDER = 1.6  # a box grows so much at the most where there is room


@dataclass(frozen=True)
class Task:
    """A box: its label, its maximum, how wide it is [points]."""

    label: str
    highest: str
    width: float


def protocol_pdf(blank: Blank) -> bytes:
    """The blank as PDF, for a pen."""
    if len(blank.columns) > MOST_TASKS:
        raise CannotMake(TOO_LONG.format(n=len(blank.columns)))
    before = NUMBER + (NAME + CODE if blank.has_names else CODE_ALONE)
    before += VARIANT if blank.has_variants else 0
    tasks = [Task(name, plain(highest), width_of(name)) for name, highest in blank.columns]
    is_across = sum(task.width for task in tasks) > UPRIGHT - before - 2 * RESULT
    room = (ACROSS if is_across else UPRIGHT) - before - 2 * RESULT
    return on_paper(
        "protocol.html",
        blank=blank,
        leaves=[_stretched(page, room) for page in leaves_of(tasks, room)],
        is_across=is_across,
        widths={
            "number": NUMBER,
            "name": NAME,
            "code": CODE if blank.has_names else CODE_ALONE,
            "variant": VARIANT,
            "result": RESULT,
        },
        borders=[plain(border) for border in blank.borders or ()],
        highest=plain(sum(highest for _, highest in blank.columns)),
    )


def leaves_of(tasks: list[Task], room: float) -> list[list[Task]]:
    """The tasks by page."""
    pages: list[list[Task]] = [[]]
    used = 0.0
    for task in tasks:
        if pages[-1] and used + task.width > room:
            pages.append([])
            used = 0.0
        pages[-1].append(task)
        used += task.width
    return pages


def _stretched(page: list[Task], room: float) -> list[Task]:
    """The boxes of a page over its width."""
    wider = min(WIDER, room / sum(task.width for task in page))
    return [replace(task, width=round(wider * task.width, 1)) for task in page]


def width_of(label: str) -> float:
    """The box of a task, wide enough for its label [points]."""
    return max(NARROWEST, LETTER * len(label) + BESIDE)


def plain(points: float) -> str:
    """«2», «1,5»."""
    return decimal(points, 2).rstrip("0").rstrip(",") if points % 1 else decimal(points, 0)
