"""The languages: the admin in Vietnamese, and what is published in Vietnamese, English and Chinese."""
