"""Which formula of its arguments a wrong function computes."""
