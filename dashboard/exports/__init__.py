"""Files to take away: the tables of the screens, under the same scope and disclosure."""
