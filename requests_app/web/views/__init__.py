"""One module for each noun: what its pages show, and which verb its buttons call."""
