"""Where reviews come from: pages and files in, facts out.

Two halves. The pure one (`extract`, `files`, `normalise`, `report`) turns bytes into `Page` and `Review` and knows no
network, no clock and no database. The running one starts a worker process for each batch of due sites. Importing this
package imports nothing heavy: the serving process must never load the crawler's engine.
"""
