"""From sources to records, triples and releases."""
