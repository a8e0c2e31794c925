"""What each command of `schedule.py` does and prints, in English.

`--json` where a script would read; progress on a terminal only. Part of the wiring, so it
may import every room; only `schedule` imports it. It refuses to know SQL, rules and words.
"""
