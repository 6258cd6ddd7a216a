"""Screens: a layout as a function of the address, and one callback each that changes its leaves."""
