"""What the clock does: each job takes a store and a moment, does one thing, and hands back Runs that are stored.

With `schedule.py` this is the wiring, so it may import every room; only `schedule`, `demo` and `bench` import it.
It refuses to know how anything is read, scored, worded or sent.
"""
