"""The hall: one thin function per root field, no rule and no SQL."""
