"""Pure functions from Ibis tables to Ibis tables: no connection, no clock, no I/O."""
