"""What travels compressed, and what must not."""

import zlib

import pytest
from failing import made_app
from signed_in import stranger

from dashboard.accounts import database as accounts
from dashboard.queries import database

BOTH = {"Accept-Encoding": "gzip, deflate"}
STYLES = "/assets/10-bootstrap.min.css"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    yield stranger(made_app(tmp_path_factory.mktemp("home")))
    database.forget()
    accounts.forget()


def test_files_of_the_program_travel_compressed_and_are_the_same(client):
    with client.get(STYLES) as plain, client.get(STYLES, headers=BOTH) as packed:
        _are_the_same(plain, packed)


def _are_the_same(plain, packed):
    assert packed.headers["Content-Encoding"] == "deflate"
    assert zlib.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4
    assert "max-age=31536000" in packed.headers["Cache-Control"]


def test_a_page_with_a_token_is_not_compressed(client):
    assert "Content-Encoding" not in client.get("/login", headers=BOTH).headers
