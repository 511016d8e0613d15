"""What a list of alternatives means, wherever something is narrowed by one."""

NO_VALUES = "A list without values matches nothing; null leaves the choice open."
