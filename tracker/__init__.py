"""The project: settings, addresses, schedule. It wires requests_app and holds no domain."""
