"""Public-records requests and the lawsuits that follow: the one domain app."""
