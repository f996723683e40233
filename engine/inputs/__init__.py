"""Data files of a year, read and checked."""
