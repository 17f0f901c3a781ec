"""XMP: what other programs say about a photo, read liberally; what Keepers says, written into it and nothing else."""
