"""Tone: polite words that mock, belittle or insinuate, and open hostility, by named cues and a small linear model."""
