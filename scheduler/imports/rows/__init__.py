"""
The planning file as rows of the database, and back.

What is asked for, or refers to something, is a column; the rest of a record is kept
in the words of the planning file. ``tables`` says which record lies in which table,
``writing`` and ``reading`` follow it.
"""
