"""The usual way to give the page: a Django project with DRF's nested serializers.

Its settings are those that `startproject` and DRF begin with, on a database as query has it.
"""
