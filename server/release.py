"""Which release this is. The build reads it too: it is known without an installed distribution's notes."""

VERSION = "0.1.0"
