"""Quality and speed of declutter beside the published rules and extractors (see ``benchmarks.lines``)."""
