"""What staff make of the sources: releases, notebooks, figures, mutants."""
