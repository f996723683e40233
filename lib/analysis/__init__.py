"""Tables of the report, one module per section: `tables(data)` returns frames by name, numbers `Traced`."""
