"""From source files to published marts."""
