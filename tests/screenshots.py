"""Pictures of every page of every role, wide and narrow, and of every page of the exported files.

`make screens` writes them to a folder, for people to look at.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from browsing import chromium, enter, every_kind_of_page, serving, settled
from playwright.sync_api import Browser, Page

from dashboard.access import Role

WIDTHS = (1440, 390)
FORMS = ("pptx", "docx", "pdf", "xlsx")


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def take_all(home: Path, folder: Path) -> None:
    """Pages first, files after them."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(home) as address, chromium() as browser:
        for role in Role:
            for width in WIDTHS:
                n = take_pages(browser, address, role, width, folder)
                say(f"  {role}, {width} px: {n}")
        for form in FORMS:
            say(f"  {form}: {take_file(browser, address, form, folder)}")


def take_pages(browser: Browser, address: str, role: Role, width: int, folder: Path) -> int:
    """One picture of each kind of page a role comes to; how many."""
    page = _page(browser, address, width)
    enter(page, role)
    kinds = []
    for kind in every_kind_of_page(page):
        kinds.append(kind)
        name = f"{role}-{kind or 'home'}-{width}.png"
        page.screenshot(path=folder / name, full_page=True)
    page.context.close()
    return len(kinds)


def take_file(browser: Browser, address: str, form: str, folder: Path) -> int:
    """Pictures of the pages of the usual pack of a school; how many."""
    page = _page(browser, address, WIDTHS[0])
    enter(page, Role.HEAD)
    settled(page)
    page.get_by_role("button", name="Пакет к педсовету").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=form.upper()).first.click()
    path = folder / f"pack.{form}"
    shutil.copy(waiting.value.path(), path)
    page.context.close()
    return _pages_of(path, folder / f"pack-{form}")


def _page(browser: Browser, address: str, width: int) -> Page:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    return context.new_page()


def _pages_of(path: Path, stem: Path) -> int:
    """A file as pictures of its pages, through LibreOffice where it is not a PDF already."""
    if path.suffix != ".pdf":
        profile = f"-env:UserInstallation=file://{path.parent}/office"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf"]
        subprocess.run([*convert, "--outdir", path.parent, path], check=True, capture_output=True)
        made = path.with_suffix(".pdf").rename(path.with_suffix(f"{path.suffix}.pdf"))
    else:
        made = path
    subprocess.run(["pdftoppm", "-r", "60", "-png", made, stem], check=True)
    return len(list(stem.parent.glob(f"{stem.name}-*.png")))


if __name__ == "__main__":
    take_all(Path(sys.argv[1]), Path(sys.argv[2]))
