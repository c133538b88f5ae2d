"""The faults that the suite must find, as data, by what they are about."""
