"""The steps from an empty database to today's tables, and the runner that takes them.

A new step: change the models, then ``alembic -c booking/migrations/alembic.ini revision
--autogenerate -m "what changes"`` with BOOKING_DATABASE_URL pointing at a migrated
database; read what it made.
"""
