"""JUDGING: photos -> scores; decode, batch, engine, catalogue, with progress, pause and cancel."""
