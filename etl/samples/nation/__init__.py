"""An invented national portfolio: lists by year and sheets by month of all counties, as documents or as a store."""
