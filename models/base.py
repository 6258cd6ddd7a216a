"""What all tables share: names of constraints, and rows that remember which load wrote them."""

from typing import Annotated

from sqlalchemy import BigInteger, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

# Paths are compared as bytes: with a language's collation «is inside» would not be one range.
PathText = String(120).with_variant(String(120, collation="C"), "postgresql")
# So are the last names: those that begin with some letters are one range of the index.
NameText = String(80).with_variant(String(80, collation="C"), "postgresql")

key = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=False)]
text_key = Annotated[str, mapped_column(String(40), primary_key=True)]
count = Annotated[int, mapped_column(BigInteger, default=0, info={"adds_up": True})]
long_text = Annotated[str, mapped_column(Text)]


def metadata() -> MetaData:
    """Empty metadata in which constraints are named the same on every database."""
    return MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Base(DeclarativeBase):
    """The tables about schools and children."""

    metadata = metadata()


class Versioned:
    """A row written by one load and ended by another; undo of a load only flips `is_current`."""

    load_id: Mapped[int] = mapped_column(Integer, index=True)
    ended_by: Mapped[int | None] = mapped_column(Integer, index=True)
    is_current: Mapped[bool] = mapped_column(default=True)


class UnitMart:
    """Shared by the marts of units: clustered by key, and found by unit to be replaced."""

    @declared_attr.directive
    def __table_args__(cls):
        return (
            Index(f"ix_{cls.__tablename__}_unit", "unit_id"),
            {"sqlite_with_rowid": False},
        )
