"""Root fields that belong to no room: node and viewer."""
