"""One file per command of the headroom command line."""
