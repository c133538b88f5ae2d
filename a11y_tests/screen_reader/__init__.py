"""A real screen reader, Orca, on the journeys: only with `--matrix` (`make a11y`), on a machine that has it."""
