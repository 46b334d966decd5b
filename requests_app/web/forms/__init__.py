"""The forms of the case pages: what a person is asked, in plain words. The verbs decide what is allowed."""
