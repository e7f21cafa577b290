"""What a killed process, a power cut and a full disk leave of a home, made from what a process did to its files."""
