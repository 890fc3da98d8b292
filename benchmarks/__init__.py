"""What Countersign costs, each figure beside a yardstick of the same run on the same machine."""
