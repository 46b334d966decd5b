"""The checks: unit, properties, integration, browser, architecture; benchmarks are run by name."""
