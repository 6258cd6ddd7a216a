"""The council pack: what was put into the tray, files made of it, and many files at once."""
