"""How long what many write is let gather: a batch costs much the same whatever is in it."""

SEVERAL = 8
"""Events at once that say that many are writing."""

REST = 0.02
"""Seconds that the next ones then have to gather: what a batch costs it costs for more of them."""

DEAF = 0.003
"""Seconds after a wake-up before the next is heard: less than whatever the first one leads to
takes to come back, and enough for many to be one where many write."""
