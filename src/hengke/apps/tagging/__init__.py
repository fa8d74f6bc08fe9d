"""Tags and segments: the catalogue, why a customer has a tag, tags by hand, segments, audiences."""
