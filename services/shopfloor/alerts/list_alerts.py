"""Alerts, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.shopfloor.alert_lists import ALERT_ORDERINGS, AlertFilter, alert_page
from db.shopfloor.enums import AlertOrder
from services.shared.paging import Page, Turn, turned


async def list_alerts(session: ReadSession, *, chosen: AlertFilter, turn: Turn[AlertOrder]) -> Page:
    """A page of alerts; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(alert_page, session, chosen), turn, ALERT_ORDERINGS[turn.order])
