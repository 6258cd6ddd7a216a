"""A user's mistake: printed as a sentence, without a traceback. Everything else is our fault."""


class Mistake(Exception):
    """What is wrong with the input and what to do about it, in Russian."""
