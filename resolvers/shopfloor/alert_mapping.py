"""Rows of alerts as types of the API."""

from resolvers.shapes import From, Shape, global_id_of
from resolvers.supply.labels import label
from schema.shopfloor.alert import Alert
from services.shopfloor.alerts.messages import message

_NAMED = ("kind", "state", "figure", "threshold", "sku", "order_number", "location", "debt_number")

# Beside the columns of an alert: sku, order_number, location and debt_number of its subject.
alert = Shape(
    Alert,
    id=global_id_of("Alert"),
    kind_label=From(("kind",), label),
    message=From(_NAMED, message),
)
