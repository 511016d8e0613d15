"""Example operations, one folder a room: ready tabs in GraphiQL, and run as tests."""
