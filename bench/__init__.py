"""Benchmarks: each prints figures next to a named reference. Data stay outside; a benchmark takes their folder."""
