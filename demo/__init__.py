"""A made-up street of four businesses with their review sites, served on this machine: what `make demo` plays.

Everybody in it is invented. It uses Grapevine as an operator would (config, ticks, the store's doors) and patches
nothing: what it prints was found by the same code that reads real sites. Refuses to know how words are scored.
"""
