"""Conditions that find assignments over the one index that leads to them, whatever is known of the table.

Of a table that a rollback has left full of dead rows statistics say that it is empty, and then every index that begins
with the tenant looks as good as the right one: each look-up went through all that was rolled back. So an order is asked
for that the right index alone gives. A column that equals something is no part of an order, one that is said as a span
is. The OFFSET keeps the order, and with it the subselect: each condition is the end of one.
"""


def of_cell(report_id: str, demand_id: str, month_index: str) -> str:
    """Assignments that stand in a cell, over ix_assignment_cell."""
    return f"""report_id = {report_id} AND demand_id = {demand_id} AND deallocated_at IS NULL
        AND forecast_month_index BETWEEN {month_index} AND {month_index}
        ORDER BY report_id, demand_id, forecast_month_index OFFSET 0"""


def of_person(resource_id: str) -> str:
    """Active assignments of a person, over the unique index of a person's weeks."""
    return f"""is_active AND resource_id BETWEEN {resource_id} AND {resource_id}
        ORDER BY resource_id, year, week OFFSET 0"""
