"""The bank of works is kept here: approved plans, and elements said to be one and the same."""
