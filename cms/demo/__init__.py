"""Content to show the marketplace with: real goods and facts, invented households, all marked as sample data."""
