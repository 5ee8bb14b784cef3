"""Who gets in, by what proof, and what each role may touch."""
