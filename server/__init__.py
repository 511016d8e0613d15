"""The front door: HTTP, the command line and the assembly of everything behind it."""
