"""The web pages where staff fix and answer, owners approve and record, operators look after sources.

Server-rendered; works without JavaScript. Knows no SQL and no rule of scoring, wording or mailing: a page reads the
request, makes one call and answers. What must be mailed or crawled is asked for with a `Request` row.
"""
