"""Agreement with people, and what a model costs: the figures of the paper for any model and data set."""
