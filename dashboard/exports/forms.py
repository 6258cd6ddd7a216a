"""The forms of files a pack can be made in: to add one, add a row here."""

from collections.abc import Callable
from typing import NamedTuple

from dashboard.exports.docx_file import docx_file
from dashboard.exports.pack import Pack
from dashboard.exports.pdf_file import pdf_file
from dashboard.exports.pptx_file import pptx_file
from dashboard.exports.xlsx_file import xlsx_file

OFFICE = "application/vnd.openxmlformats-officedocument"


class Form(NamedTuple):
    """How a file is made, and how a browser is told what it is."""

    make: Callable[[Pack], bytes]
    mimetype: str


FORMS = {
    "pptx": Form(pptx_file, f"{OFFICE}.presentationml.presentation"),
    "docx": Form(docx_file, f"{OFFICE}.wordprocessingml.document"),
    "pdf": Form(pdf_file, "application/pdf"),
    "xlsx": Form(xlsx_file, f"{OFFICE}.spreadsheetml.sheet"),
}
