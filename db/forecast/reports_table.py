"""Reports as a table, oldest first."""

from db.shared.keyed_pages import Span, Written

REPORTS_PLACE = ("report",)

# What names a report `r`: "2025-04".
REPORT_VALUE = "to_char(make_date(r.year, r.month, 1), 'YYYY-MM')"

# A report is the newest until the first that is newer comes.
_REPORTS = f"""
    SELECT told.* FROM (
        SELECT {REPORT_VALUE} AS report, to_char(make_date(r.year, r.month, 1), 'FMMonth YYYY') AS label,
               r.first_month, CAST(r.first_month + interval '5 months' AS date) AS last_month,
               (SELECT count(*)::int FROM report_demand line WHERE line.report_id = r.id) AS records,
               newer.created_at IS NULL AS is_newest, r.created_at AS uploaded_at, r.created_by AS uploaded_by,
               greatest(r.created_at, newer.created_at) AS updated_at
        FROM report r
        CROSS JOIN LATERAL (
            SELECT min(n.created_at) AS created_at FROM report n WHERE (n.year, n.month) > (r.year, r.month)
        ) AS newer
    ) AS told
    WHERE (CAST(:since AS timestamptz) IS NULL OR told.updated_at >= CAST(:since AS timestamptz))
      AND (CAST(:after AS text) IS NULL OR told.report > CAST(:after AS text))"""


def reports_table(span: Span) -> Written:
    """Every report by its value, such as 2025-04."""
    (after,) = span.after or (None,)
    return Written(_REPORTS, REPORTS_PLACE, {"since": span.updated_since, "after": after})
