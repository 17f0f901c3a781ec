"""Processes beside the program: how one is started, spoken to, and ended."""
