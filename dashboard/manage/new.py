"""A new account with its first role; its password is shown once."""

from flask import render_template

from dashboard.access import Right
from dashboard.accounts.grants import AccountMistake
from dashboard.accounts.importing import Handed, new_password
from dashboard.accounts.naming import day_in
from dashboard.accounts.people import add_user, login_in, plain_name
from dashboard.gate.doors import needs
from dashboard.manage import blueprint
from dashboard.manage.asking import choices, giver, grant_of_form, text
from dashboard.manage.handing import handed_page


@blueprint.get("/users/new")
@needs(Right.MANAGE_USERS)
def new_form() -> str:
    """The empty form."""
    return _form()


@blueprint.post("/users/new")
@needs(Right.MANAGE_USERS)
def new_user():
    """The account, or the form again with what is wrong."""
    by, password = giver(), new_password()
    try:
        add_user(
            text("login"),
            by=by,
            grants=[grant_of_form(by)],
            name=text("name"),
            password=password,
            expires_on=day_in(text("expires")),
        )
    except AccountMistake as mistake:
        return _form(mistake), 400
    handed = Handed(login_in(text("login")), plain_name(text("name")), password)
    return handed_page("Учётная запись создана", [handed])


def _form(mistake: AccountMistake | None = None) -> str:
    return render_template("user_new.html", mistake=mistake, **choices(giver()))
