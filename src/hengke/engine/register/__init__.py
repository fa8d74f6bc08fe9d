"""The model register: what a run tells of the models that it scored with."""
