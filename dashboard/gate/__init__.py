"""The gate: every request is closed until it is opened on purpose."""
