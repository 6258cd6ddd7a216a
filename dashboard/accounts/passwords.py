"""Passwords: hashed by argon2, compared in equal time, and not of those that everybody tries."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200
ALIKE = 4  # so few different signs are one sign pressed many times
COMMONEST = frozenset(
    "1234567890 0123456789 0987654321 9876543210 1234554321 12345678910 123456789a 1q2w3e4r5t "
    "1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwerty12345 qwerty1234 "
    "qwerty123456 asdfghjkl zxcvbnm123 password12 password123 password1234 parolparol parol12345 "
    "administrator admin12345 йцукенгшщз йцукенгшщзхъ йцукен12345 парольпароль пароль12345 "
    "пароль123456 школа12345 shkola12345 iloveyou12 letmein123 welcome123 qazwsxedcr".split()
)
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash that is kept."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one; without a hash the answer is no, after the same time."""
    try:
        return _hasher.verify(kept or _of_nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def too_weak(password: str, login: str = "") -> str | None:
    """Why a password is refused, as a sentence; None when it is good enough."""
    plain = password.strip().casefold()
    if len(password) < SHORTEST:
        return f"Пароль короче {SHORTEST} знаков. Возьмите, например, три-четыре слова подряд."
    if len(password) > LONGEST:
        return f"Пароль длиннее {LONGEST} знаков. Сократите его."
    if login and login.casefold() in plain:
        return "В пароле есть логин. Придумайте другой."
    if plain in COMMONEST or len(set(plain)) <= ALIKE:
        return "Такой пароль подбирают первым. Придумайте другой."
    return None


@cache
def _of_nobody() -> str:
    return hashed("nobody has this password")
