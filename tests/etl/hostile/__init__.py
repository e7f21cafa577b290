"""Files made to do harm, of many kinds and sizes: made from a seed, read apart, measured."""
