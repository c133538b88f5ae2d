"""Figures anybody can reproduce: each is a ratio between two things measured in the same run. See README.md."""
