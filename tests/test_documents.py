"""The documents: generated ones are up to date, decisions keep their form, README names all."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGE = 60  # lines


def text_of(name):
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["indicators", "formats"])
def test_a_generated_document_is_up_to_date(name):
    module = {"indicators": "etl.indicators", "formats": "etl.readers"}[name]
    lines = runpy.run_module(f"{module}.__main__")["document"]()
    assert text_of(f"docs/{name}.md") == "\n".join(lines) + "\n", "run `make docs`"


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_three_parts_on_a_page(path):
    text = path.read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.M) == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {path.stem[:4]}. ")
    assert text.count("\n") <= PAGE


def test_decisions_are_numbered_without_gaps():
    assert [int(path.stem[:4]) for path in DECISIONS] == [*range(1, len(DECISIONS) + 1)]


def test_readme_names_every_target_of_make():
    targets = re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.M)
    unnamed = [
        name for name in targets if name != "help" and f"make {name}" not in text_of("README.md")
    ]
    assert unnamed == []


def test_continuous_integration_runs_the_command_of_the_readme():
    commands = [line for line in text_of(".ci/run").splitlines() if line.startswith("exec ")]
    assert commands == ["exec make test"]
    assert "make test" in text_of("README.md")


@pytest.mark.parametrize("path", ["README.md", *(f"docs/{p.name}" for p in DOCS.glob("*.md"))])
def test_links_between_documents_lead_somewhere(path):
    folder = (ROOT / path).parent
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(path))
    assert [link for link in links if not (folder / link).exists()] == []


def test_the_changelog_speaks_of_this_version():
    version = re.search(r'^version = "(.*)"', text_of("pyproject.toml"), re.M)[1]
    assert f"## {version}" in text_of("CHANGELOG.md")
