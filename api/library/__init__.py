"""PeerCity as a library."""
