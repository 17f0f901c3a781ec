"""READING: a file on disk -> what is in it (formats, scan, decode, capture facts, fingerprint)."""
