"""Figures: pure functions from frames to plain Plotly dictionaries; they fetch nothing."""
