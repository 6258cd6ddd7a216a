"""Checked lines → tables: rosters, plans and codifiers, with their versions."""
