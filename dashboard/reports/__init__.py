"""Reports: one file each, its content built once for the screen and for every kind of file."""
