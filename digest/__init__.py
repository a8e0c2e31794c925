"""All we mail: weekly digest, alerts, operator and sign-in mail; and what sends them, or writes them to files.

Facts are gathered first, sentences are chosen next, templates only lay them out. Knows nothing of crawling, scoring or
the web pages: it reads the store, sums with `insight`, and asks `replies` what may be done for a customer.
"""
