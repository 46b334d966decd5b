"""The web admin: staff edit; saving goes through the verbs."""
