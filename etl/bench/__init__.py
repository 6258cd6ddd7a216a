"""What the machine makes of it: times as ratios taken within one run, printed and kept."""
