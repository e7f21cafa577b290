"""What plans state: indicators, support, duties."""
