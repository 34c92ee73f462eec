"""Tests of this homework's own content: its texts, its forms."""
