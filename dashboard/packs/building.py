"""A pack out of what was asked, read anew within the scope of the person it is for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from dashboard import audit
from dashboard.access import Scope
from dashboard.exports.pack import Pack, Part, part_of
from dashboard.packs.asked import Asked
from dashboard.packs.taking import digest_of, screens_to_take
from dashboard.role_names import roles_in_words

FORM_NAMES = {
    "pptx": ("PPTX", "презентация"),
    "docx": ("DOCX", "документ"),
    "pdf": ("PDF", "для печати"),
    "xlsx": ("XLSX", "таблицы"),
}


@dataclass(frozen=True)
class Built:
    """A pack, of what of the asked it is made, and whose names stand in it."""

    pack: Pack
    asked: tuple[Asked, ...]
    names: frozenset[int]

    @property
    def about(self) -> str:
        """For the trail: the id of the file, its screens, the students by id."""
        screens = ", ".join(dict.fromkeys(one.address for one in self.asked))
        whose = f"; ученики {audit.in_ranges(self.names)}" if self.names else ""
        return f"{self.pack.code}: {screens}{whose}"


def built(scope: Scope, asked: Iterable[Asked], title: str, code: str) -> Built | None:
    """The pack of what this person sees and may take away now; None when nothing is left."""
    with audit.noting_names() as names:
        found = list(_parts(scope, list(asked)))
    if not found:
        return None
    kept, parts = zip(*found, strict=True)
    pack = Pack(title, code, date.today(), roles_in_words(scope.roles), parts)
    return Built(pack, kept, frozenset(names))


def _parts(scope: Scope, asked: list[Asked]) -> Iterator[tuple[Asked, Part]]:
    """What is left of the asked, with the rights it is read by, and what it says."""
    within = digest_of(scope)
    shown = screens_to_take(scope, (one.address for one in asked))
    for one in asked:
        screen = shown[one.address]
        part = part_of(screen, one.report, one.remark) if screen else None
        if part is not None and (one.remark or not part.content.is_empty):
            yield replace(one, within=within), part


def content_of(pack: Pack, form: str) -> bytes:
    """The pack as a file of this form."""
    from dashboard.exports.forms import FORMS  # what makes files is loaded by the first of them

    make, _ = FORMS[form]
    return make(pack)


def type_of(form: str) -> str:
    """What the browser is told a file of this form is."""
    from dashboard.exports.forms import FORMS

    return FORMS[form][1]
