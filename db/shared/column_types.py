"""What columns of tables hold, for whoever writes them: the database, the server, or a child that knows neither."""

from enum import StrEnum


class ColumnType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"  # exact, of at most four places, or of eight where money is made of two of them
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
