"""`GET /stream`: what changes in the projection, told to every viewer as it happens.

One reader a process looks what has changed and hands the same bytes to all viewers. A viewer is a
bounded queue: it holds no database connection and, under ASGI, no thread.
"""
