"""What a list of alternatives means, wherever something is narrowed by one."""

NO_VALUES = "A list without values leaves the choice open, as null does."
