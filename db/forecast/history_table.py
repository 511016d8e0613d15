"""The history log as a table: a row for every field of every record of every entry, as it was and as it became.

An entry's rows never change and never go. Records are put in order first and taken apart one by one, so that a page
costs what it holds.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.forecast.reports_table import REPORT_VALUE
from db.shared.keyed_pages import Span, Written

HISTORY_PLACE = ("number", "record", "line")

# Entries are numbered as they are committed, nearly in the order in which they begin: from there on few are older.
_FIRST_SINCE = """
    SELECT min(lately.number) FROM (SELECT number FROM history_log
                                    WHERE created_at >= CAST(:since AS timestamptz) OFFSET 0) AS lately"""

_RECORDS = f"""
    SELECT h.number, c.place AS record, h.id::text AS entry, {REPORT_VALUE} AS report, h.change_type, h.created_at,
           h.created_by, r.first_month, c.main_lob, c.state, c.case_type, c.case_id, c.case_id_before, c.target_cph,
           c.target_cph_change, c.months::jsonb AS months
    FROM history_log h
    JOIN report r ON r.id = h.report_id
    JOIN history_log_change c ON c.history_log_id = h.id
    WHERE (CAST(:report_id AS bigint) IS NULL OR h.report_id = CAST(:report_id AS bigint))
      AND (CAST(:since AS timestamptz) IS NULL
           OR h.created_at >= CAST(:since AS timestamptz) AND h.number >= ({_FIRST_SINCE}))
      AND h.number >= coalesce(CAST(:after_number AS bigint), 0)
      AND (CAST(:after_number AS bigint) IS NULL
           OR (h.number, c.place) >= (CAST(:after_number AS bigint), CAST(:after_record AS bigint)))
    ORDER BY h.number, c.place"""

# What is no number of months comes first: the case id where it is another, and the target CPH.
_LINES = """
    SELECT 0 AS line, NULL AS month, CAST(NULL AS date) AS month_start, 'Case ID' AS field,
           CAST(NULL AS numeric) AS old, CAST(NULL AS numeric) AS new, CAST(NULL AS numeric) AS change,
           one.case_id_before AS old_text, one.case_id AS new_text
    WHERE one.case_id_before IS NOT NULL
    UNION ALL
    SELECT 1, NULL, NULL, 'Target CPH', one.target_cph - one.target_cph_change, one.target_cph, one.target_cph_change,
           NULL, NULL
    UNION ALL
    SELECT CAST(2 + CAST(:fields AS int) * month.place + figure.place - 1 AS int), to_char(month.start, 'Mon-YY'),
           month.start, figure.title, value.new - value.change, value.new, value.change, NULL, NULL
    FROM (SELECT place, CAST(one.first_month + make_interval(months => place) AS date) AS start
          FROM generate_series(0, 5) AS place) AS month
    CROSS JOIN unnest(CAST(:names AS text[]), CAST(:titles AS text[])) WITH ORDINALITY AS figure (name, title, place)
    CROSS JOIN LATERAL (
        SELECT coalesce(CAST(one.months -> to_char(month.start, 'Mon-YY') ->> figure.name AS numeric), 0) AS new,
               coalesce(CAST(one.months -> to_char(month.start, 'Mon-YY') ->> (figure.name || '_change') AS numeric), 0)
                   AS change
    ) AS value"""

_TABLE = f"""
    SELECT one.number, one.record, line.line, one.entry, one.report, one.change_type, one.created_at, one.created_by,
           one.main_lob, one.state, one.case_type, one.case_id, line.month, line.month_start, line.field, line.old,
           line.new, line.change, line.old_text, line.new_text, one.created_at AS updated_at
    FROM ({_RECORDS}) AS one
    CROSS JOIN LATERAL ({_LINES}) AS line
    WHERE (CAST(:after_number AS bigint) IS NULL
           OR (one.number, one.record, line.line)
            > (CAST(:after_number AS bigint), CAST(:after_record AS bigint), CAST(:after_line AS bigint)))
      AND (CAST(:first_month AS date) IS NULL OR line.month_start >= CAST(:first_month AS date))
      AND (CAST(:last_month AS date) IS NULL OR line.month_start <= CAST(:last_month AS date))"""


def history_table(
    report_id: int | None, months: tuple[date | None, date | None], span: Span, *, figures: Mapping[str, str]
) -> Written:
    """Entries of a report, or of all, as they were committed; records in their order, and of each the fields.

    `figures` are those of a month in their order, each with its title; of months from one to another, both first days,
    all else is left out.
    """
    number, record, line = span.after or (None, None, None)
    values: dict[str, Any] = {
        "report_id": report_id,
        "first_month": months[0],
        "last_month": months[1],
        "since": span.updated_since,
        "after_number": number,
        "after_record": record,
        "after_line": line,
        "names": list(figures),
        "titles": list(figures.values()),
        "fields": len(figures),
    }
    return Written(_TABLE, HISTORY_PLACE, values)
