"""What a reader sees: tables, charts, sentences and pages, all of them made from figures."""
