"""The demo's pictures, drawn by this code: ``python -m cms.demo.drawing`` writes them to ``cms/demo/pictures/``.

One flat, softly lit style; everything is drawn at twice the size and scaled down. The files are kept in the repository,
because drawing takes a minute and a first start has none to spare.
"""
