"""From a challenge to ranked, explained answers."""
