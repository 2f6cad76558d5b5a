"""What every lesson is made of: its place in the menu, its parts, its charts, the files to download."""
