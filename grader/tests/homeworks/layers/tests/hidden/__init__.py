"""The checks that students see the topics of alone."""
