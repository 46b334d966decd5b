"""How dates are written everywhere, by language."""
