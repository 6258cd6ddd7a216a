"""Accounts: passwords, sessions, throttling, personas of the demonstration, roles into scopes."""
