"""Workbooks filled in as people do it: cells typed into a sheet, formulas left as they were."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
OFFICE = shutil.which("soffice")
for prefix, uri in {
    "": SPACE,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}.items():
    ElementTree.register_namespace(prefix, uri)


def filled(path: Path, cells: dict[str, object], to: Path) -> Path:
    """The first sheet with these cells («F5» → 2, «X»), everything else untouched."""
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(to, "w") as made:
        for name in book.namelist():
            content = book.read(name)
            made.writestr(name, _typed(content, cells) if name == SHEET else content)
    return to


def _typed(content: bytes, cells: dict[str, object]) -> bytes:
    tree = ElementTree.fromstring(content)
    found = {cell.get("r"): cell for cell in tree.iter(f"{{{SPACE}}}c")}
    for place, value in cells.items():
        cell = found[place]
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            inside = ElementTree.SubElement(cell, f"{{{SPACE}}}is")
            ElementTree.SubElement(inside, f"{{{SPACE}}}t").text = value
        else:
            cell.attrib.pop("t", None)
            ElementTree.SubElement(cell, f"{{{SPACE}}}v").text = str(value)
    return ElementTree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def places(path: Path) -> dict[str, str]:
    """The name of each column of a protocol → its letters, by the row of names."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "Код ученика" in row)
    return {str(name): _letters(place) for place, name in enumerate(head)}


def _letters(place: int) -> str:
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def saved_by_office(path: Path, folder: Path) -> Path:
    """The workbook opened and saved by LibreOffice, which counts its formulas."""
    folder.mkdir(exist_ok=True)
    command = [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / re.sub(r"\.\w+$", ".xlsx", path.name)
