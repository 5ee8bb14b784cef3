"""How dates, times and numbers are written in the admin (FORMAT_MODULE_PATH)."""
