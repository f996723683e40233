"""The machinery that knows no policy: numbers that remember, reading data, pages, auditing, running."""
