"""Figures as tables show them: two decimals, a half going away from zero, as `services/shared/numbers.py` has it."""


def shown(figure: str) -> str:
    """SQL that rounds what a double of an SQL expression is spelled as: 2.675 is 2.68, whatever its bits say."""
    return shown_exact(f"({figure})::text::numeric")


def shown_exact(figure: str) -> str:
    """SQL that rounds an exact number of an SQL expression, and gives it as a double."""
    return f"round({figure}, 2)::float8"
