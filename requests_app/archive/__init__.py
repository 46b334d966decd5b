"""Keep bytes under their SHA-256, hand them out, re-hash them. Never overwrite."""
