"""What editors write: the home page, stories, promotions, and the lines that every page carries."""
