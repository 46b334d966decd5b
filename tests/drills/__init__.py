"""Drills: the desk goes on working while what it stands on is killed, flushed, restarted and unplugged."""
