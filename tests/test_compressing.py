"""What travels compressed and what must not; what a browser keeps, and what it asks for again."""

import zlib

import pytest
from failing import made_app
from signed_in import stranger

from dashboard.accounts import database as accounts
from dashboard.queries import database

BOTH = {"Accept-Encoding": "gzip, deflate"}
STYLES = "/assets/10-bootstrap.min.css?m=1"
SCRIPT = "/assets/05-theme.js"


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


@pytest.mark.parametrize("address", [STYLES, SCRIPT])
@pytest.mark.parametrize("packed", ["", "gzip, deflate", "gzip, deflate, br, zstd"])
def test_a_file_the_browser_has_is_not_sent_again(client, address, packed):
    headers = {"Accept-Encoding": packed}
    with client.get(address, headers=headers) as first:
        tag = first.headers["ETag"]
    with client.get(address, headers=headers | {"If-None-Match": tag}) as second:
        assert (second.status_code, second.data) == (304, b"")
    with client.get(address, headers=headers | {"If-None-Match": '"other"'}) as third:
        assert third.status_code == 200


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (STYLES, "public, max-age=31536000, immutable"),
        (SCRIPT, "no-cache"),
        ("/assets/favicon.svg", "public, max-age=31536000, immutable"),
        ("/assets/none.js", "no-store"),
        ("/login", "no-store"),
    ],
)
def test_a_browser_keeps_only_what_changes_with_its_address(client, address, kept):
    assert client.get(address, buffered=True).headers["Cache-Control"] == kept
