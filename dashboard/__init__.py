"""Everything the web needs except the pages."""
