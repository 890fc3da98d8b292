"""Says in plain words what is missing or wrong, and how to mend it. Each module looks at one part of the house."""
