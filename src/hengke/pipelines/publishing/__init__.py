"""The steps of publishing (pipelines/publish.py): what is copied where, staged and exchanged."""
