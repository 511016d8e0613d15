"""What was asked for on the shop floor as tables: changes of work orders, material debts, and their settlements."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.shared.keyed_pages import Span, Written
from db.shopfloor.asked import FloorAsked, changed, in_states, of_orders, on_days

ASKED_PLACE = ("id",)

_AFTER = "(CAST(:after AS bigint) IS NULL OR {table}.id > CAST(:after AS bigint))"

_CHANGES = f"""
    SELECT found.*, CASE WHEN NOT found.counts THEN found.changed_at END AS deallocated_at FROM (
        SELECT c.id, o.number, p.sku, o.department, o.stage, c.field, c.old_qty, c.new_qty, c.old_date, c.new_date,
               c.reason, c.status, c.requested_by, c.requested_at, c.decided_by, c.decided_at, c.decision_note,
               c.approvals_needed, c.is_applied, c.updated_at AS changed_at, {in_states("c.status")} AS counts
        FROM work_order_change c
        JOIN work_order o ON o.tenant_id = c.tenant_id AND o.id = c.work_order_id
        JOIN product p ON p.tenant_id = o.tenant_id AND p.id = o.product_id
        WHERE {of_orders()} AND {on_days("CAST(c.requested_at AT TIME ZONE 'UTC' AS date)")}
          AND {_AFTER.format(table="c")}
    ) AS found
    WHERE {changed("found.counts", "found.changed_at")}"""

_DECIDED_ON = "CAST(m.decided_at AT TIME ZONE 'UTC' AS date)"
_DEBTS = f"""
    SELECT found.*, CASE WHEN NOT found.counts THEN found.changed_at END AS deallocated_at FROM (
        SELECT m.id, m.number, o.number AS work_order_number, p.sku, m.location, m.quantity, m.needed_on, m.reason,
               m.status, m.requested_by, m.requested_at, m.decided_by, m.decided_at, m.decision_note,
               m.approvals_needed, m.settled_qty, m.closed_qty, m.settled_at,
               CASE WHEN m.status = 'APPROVED' THEN m.quantity - m.settled_qty - m.closed_qty ELSE 0 END AS open_qty,
               CASE WHEN m.status <> 'APPROVED' THEN NULL WHEN m.settled_qty + m.closed_qty = m.quantity THEN 'SETTLED'
                    WHEN m.settled_qty + m.closed_qty > 0 THEN 'PARTLY_SETTLED' ELSE 'OPEN' END AS settlement_state,
               CASE WHEN m.status = 'APPROVED'
                    THEN greatest(CAST(:today AS date) - greatest({_DECIDED_ON}, m.needed_on), 0)
                    ELSE 0 END AS age_days,
               greatest(m.updated_at, CASE WHEN m.status = 'APPROVED'
                   THEN CAST(CAST(:today AS date) AS timestamp) AT TIME ZONE 'UTC' END) AS changed_at,
               {in_states("m.status")} AS counts
        FROM material_debt m
        JOIN work_order o ON o.tenant_id = m.tenant_id AND o.id = m.work_order_id
        JOIN product p ON p.tenant_id = m.tenant_id AND p.id = m.material_id
        WHERE {of_orders(location="m")} AND {on_days("m.needed_on")} AND {_AFTER.format(table="m")}
    ) AS found
    WHERE {changed("found.counts", "found.changed_at")}"""

_SETTLEMENTS = f"""
    SELECT s.id, m.number AS debt_number, o.number AS work_order_number, p.sku, m.location, s.received_qty,
           s.received_on, s.received_by, s.received_at, s.notes, movement.number AS movement_number,
           s.received_at AS updated_at
    FROM material_debt_settlement s
    JOIN material_debt m ON m.tenant_id = s.tenant_id AND m.id = s.material_debt_id
    JOIN work_order o ON o.tenant_id = m.tenant_id AND o.id = m.work_order_id
    JOIN product p ON p.tenant_id = m.tenant_id AND p.id = m.material_id
    JOIN inventory_movement movement ON movement.tenant_id = s.tenant_id AND movement.id = s.movement_id
    WHERE {of_orders(location="m")} AND {on_days("s.received_on")} AND {_AFTER.format(table="s")}
      AND (CAST(:since AS timestamptz) IS NULL OR s.received_at >= CAST(:since AS timestamptz))"""


def change_table(asked: FloorAsked, span: Span) -> Written:
    """Changes as they were asked for, on some days; `counts` says whether one is in a state that is asked for."""
    return Written(_CHANGES, ASKED_PLACE, _values(asked, span), "changed_at")


def debt_table(asked: FloorAsked, span: Span, *, today: date) -> Written:
    """Debts as they were asked for, of material that is needed on some days; how old one is follows from the day."""
    return Written(_DEBTS, ASKED_PLACE, {**_values(asked, span), "today": today}, "changed_at")


def settlement_table(asked: FloorAsked, span: Span) -> Written:
    """What was received for debts on some days, as it was entered."""
    return Written(_SETTLEMENTS, ASKED_PLACE, _values(asked, span))


def _values(asked: FloorAsked, span: Span) -> Mapping[str, Any]:
    (after,) = span.after or (None,)
    return {**asked.values(), "after": after, "since": span.updated_since}
