"""The opening day of a new subsidy, played over HTTP: `make load`. See docs/performance.md."""
