"""The demo: the made-up municipality Lindhamra and its neighbour Åsnäs, the same for the same seed and day.

In: a day and a seed. Out: the folder of CSV files a municipality would deliver (`build_files`), and cases
built on what was imported (`build_cases`). Imports every room; nothing but the command line imports it.
"""

SEED = 1842
