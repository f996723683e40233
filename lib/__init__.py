"""Library behind the PNDI and PP 0093 report: data in, traceable figures out."""

__version__ = "0.1.0"
