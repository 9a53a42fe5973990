"""Rounds of pairs: who could learn from whom, the best total under the round's constraints, and why."""
