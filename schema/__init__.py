"""The words of the API: types, inputs, enums and payloads; no I/O and no rules."""
