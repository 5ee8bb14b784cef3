"""The published content over HTTP, read-only, for front ends written by somebody else: docs/headless.md.

It answers with the very documents that the shop's pages are drawn from: a draft cannot be in it, and it says nothing
that the shop does not say.
"""
