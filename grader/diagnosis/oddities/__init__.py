"""How what came back differs from what is right, where no known mistake explains it."""
