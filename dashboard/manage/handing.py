"""Passwords to hand to people: shown once, offered as a table to keep or to print."""

from urllib.parse import quote

from flask import render_template

from dashboard.accounts.importing import Handed
from dashboard.exports.sheet import csv_file


def handed_page(title: str, handed: list[Handed], note: str = "") -> str:
    """The page with the passwords; the file is in the page itself, the server keeps nothing."""
    rows = [(one.login, one.name, one.password) for one in handed]
    content = csv_file([("Логин", "Имя", "Пароль"), *rows])
    return render_template(
        "handed.html",
        title=title,
        handed=handed,
        note=note,
        file=f"data:text/csv;charset=utf-8,{quote(content)}",
    )
