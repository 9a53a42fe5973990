"""`peercity sparql`."""
