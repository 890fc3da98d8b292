"""What is looked at before a person reviews a reply. B's policy pack adds checks of its own to these."""
