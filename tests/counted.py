"""What the tests of access have counted, printed at the end of the run."""

COUNTED: dict[str, str] = {}


def counted(name: str, sentence: str) -> None:
    """Keep a sentence for the end of the run; the latest of a name is printed."""
    COUNTED[name] = sentence
