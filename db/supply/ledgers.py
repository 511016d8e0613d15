"""The three ledgers that movements are entries of: what is there, what is promised, what is on its way."""

from db.shared.ledger import Ledger

ON_HAND = Ledger("inventory_movement", "level_id", "on_hand_change", "inventory_level", "on_hand")
ALLOCATED = Ledger("inventory_movement", "level_id", "allocated_change", "inventory_level", "allocated")
IN_TRANSIT = Ledger("inventory_movement", "level_id", "in_transit_change", "inventory_level", "in_transit")
