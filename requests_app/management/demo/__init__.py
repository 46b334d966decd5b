"""The demonstration: the model case as the sources tell it, and invented requests around today."""
