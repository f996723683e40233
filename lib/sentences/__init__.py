"""Sentences built from figures, one module per section, so that they hold for any year."""
