"""Forecasts: pure functions and estimators; frames and arrays in, frames and arrays out."""
