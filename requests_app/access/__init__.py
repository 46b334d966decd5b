"""Who may see and do what: the one gate, asked by pages, admin, files, feeds and exports alike."""
