"""Code that you use and don't edit: data, network, solver, plots, and the checks of arguments."""
