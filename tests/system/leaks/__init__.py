"""A system in which much goes wrong, what nobody may read of it, and who looks for it."""
